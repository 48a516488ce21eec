/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "i18n/intl.h"
#include "lab/labconf_internal.h"
#include "util/number.h"
#include "util/size.h"

enum kind { TEXT, NUMBER, WORD };

/* Keys with one value: where it goes, and what it may be. */
static const struct {
	const char *key;
	enum kind kind;
	size_t at;
	int min, max;	      /* NUMBER */
	const char *words[3]; /* WORD: the last one is stored as 1, the other as 0 */
} keys[] = {
	{"summary", TEXT, offsetof(struct labconf, summary), 0, 0, {0}},
	{"topic", TEXT, offsetof(struct labconf, topic), 0, 0, {0}},
	{"result", TEXT, offsetof(struct labconf, result), 0, 0, {0}},
	{"ask", TEXT, offsetof(struct labconf, ask), 0, 0, {0}},
	{"needs", TEXT, offsetof(struct labconf, needs), 0, 0, {0}},
	{"order", NUMBER, offsetof(struct labconf, order), 0, 9999, {0}},
	{"minutes", NUMBER, offsetof(struct labconf, minutes), 1, 600, {0}},
	{"sample", NUMBER, offsetof(struct labconf, sample_hz), 1, 10000, {0}},
	{"timeout", NUMBER, offsetof(struct labconf, timeout_s), 1, 86400, {0}},
	{"adj", NUMBER, offsetof(struct labconf, adj), -1000, 1000, {0}},
	{"level", WORD, offsetof(struct labconf, core), 0, 0, {"extra", "core"}},
	{"thp", WORD, offsetof(struct labconf, thp_default), 0, 0, {"never", "default"}},
	{"cpus", WORD, offsetof(struct labconf, all_cpus), 0, 0, {"one", "all"}},
	{"room", WORD, offsetof(struct labconf, room_optional), 0, 0, {"needed", "optional"}},
};

static bool take_number(const char *value, int min, int max, int *out, struct labconf_error *error)
{
	const char *s = value, *end = value + strlen(value);
	struct value number = parse_number(&s, end);
	char what[80];

	if (number.known && s == end && number.n >= min && number.n <= max) {
		*out = (int)number.n;
		return true;
	}
	snprintf(what, sizeof(what), _("expected a whole number from %d to %d"), min, max);
	return labconf_wrong(error, what, value);
}

static bool take_key(size_t k, const char *value, struct labconf *conf, struct labconf_error *error)
{
	char *at = (char *)conf + keys[k].at, what[80];

	if (keys[k].kind == TEXT)
		return labconf_take_text(value, at, error);
	if (keys[k].kind == NUMBER)
		return take_number(value, keys[k].min, keys[k].max, (int *)(void *)at, error);
	for (int w = 0; w < 2; w++)
		if (strcmp(value, keys[k].words[w]) == 0) {
			*(bool *)at = w == 1;
			return true;
		}
	snprintf(what, sizeof(what), _("expected %s or %s"), keys[k].words[1], keys[k].words[0]);
	return labconf_wrong(error, what, value);
}

/* "exit", "oom", or "signal NAME" */
static bool take_ends(const char *value, struct labconf *conf, struct labconf_error *error)
{
	static const char signal_word[] = "signal ";
	const char *name = value + sizeof(signal_word) - 1;

	if (strcmp(value, "exit") == 0) {
		conf->ends = END_EXIT;
		return true;
	}
	if (strcmp(value, "oom") == 0) {
		conf->ends = END_OOM;
		return true;
	}
	if (strncmp(value, signal_word, sizeof(signal_word) - 1) != 0)
		return labconf_wrong(error, _("expected exit, oom or signal NAME"), value);
	static const struct {
		const char *name;
		int number;
	} signals[] = {{"KILL", SIGKILL}, {"SEGV", SIGSEGV}, {"BUS", SIGBUS},
		       {"ABRT", SIGABRT}, {"TERM", SIGTERM}, {"FPE", SIGFPE}};
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (strcmp(name, signals[i].name) == 0) {
			conf->ends = END_SIGNAL;
			conf->end_signal = signals[i].number;
			return true;
		}
	return labconf_wrong(error, _("expected a signal's name such as SEGV or KILL"), name);
}

/* "1", "2", "3" or "home" */
static bool take_class(const char *value, struct labconf *conf, struct labconf_error *error)
{
	static const char *const names[] = {"1", "2", "3", "home"};

	for (int i = 0; i < 4; i++)
		if (strcmp(value, names[i]) == 0) {
			conf->class = (enum lab_class)(IN_CLASS_1 + i);
			return true;
		}
	return labconf_wrong(error, _("expected 1, 2, 3 or home"), value);
}

static bool take_line(char *key, char *value, struct labconf *conf, struct labconf_error *error)
{
	if (!*value)
		return labconf_wrong(error, _("expected a value behind the key"), key);
	if (strcmp(key, "class") == 0)
		return take_class(value, conf, error);
	if (strcmp(key, "ends") == 0)
		return take_ends(value, conf, error);
	if (strcmp(key, "limit") == 0)
		return labconf_take_limit(value, conf, error);
	if (strcmp(key, "vm") == 0)
		return labconf_take_vm(value, conf, error);
	if (strcmp(key, "at") == 0)
		return labconf_take_at(value, conf, error);
	if (strcmp(key, "step") == 0 || strcmp(key, "means") == 0)
		return labconf_take_step(value, *key == 'm', conf, error);
	if (strcmp(key, "guess") == 0)
		return labconf_take_guess(value, conf, error);
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		if (strcmp(key, keys[k].key) == 0) {
			conf->has_adj |= strcmp(key, "adj") == 0;
			return take_key(k, value, conf, error);
		}
	return labconf_wrong(
		error,
		_("expected a key such as summary, topic, level, class, minutes, order, "
		  "limit, needs, ends, step, means, guess or at"),
		key);
}

bool labconf_parse(const char *text, const char *name, struct labconf *out,
		   struct labconf_error *error)
{
	*out = (struct labconf){.class = BEYOND, .order = 9999, .minutes = 5, .timeout_s = 60};
	*error = (struct labconf_error){0};
	snprintf(out->name, sizeof(out->name), "%s", name);
	while (*text) {
		char line[512], *value;
		size_t len = strcspn(text, "\n"), kept = len;

		error->line++;
		while (kept && strchr(" \t\r", text[kept - 1]))
			kept--;
		if (kept >= sizeof(line))
			return labconf_wrong(error, _("expected a line of at most 511 bytes"),
					     text);
		memcpy(line, text, kept);
		line[kept] = '\0';
		text += len + (text[len] == '\n');
		char *key = line + strspn(line, " \t");
		if (!*key || *key == '#')
			continue;
		value = key + strcspn(key, " \t");
		if (*value)
			*value++ = '\0';
		value += strspn(value, " \t");
		if (!take_line(key, value, out, error))
			return false;
	}
	if (!out->summary[0])
		return labconf_wrong(error, _("expected a line \"summary\" somewhere"), _("none"));
	return true;
}

bool lab_name_is_valid(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len < LABCONF_NAME && name[0] >= 'a' && name[0] <= 'z' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}
