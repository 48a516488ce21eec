/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "labconf.h"
#include "parse.h"
#include "size.h"

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

static bool wrong(struct labconf_error *error, const char *what, const char *got)
{
	int len = (int)strnlen(got, 40);

	/* not in the middle of a character */
	while (len && got[len] && ((unsigned char)got[len] & 0xc0) == 0x80)
		len--;
	snprintf(error->message, sizeof(error->message), "%s, got \"%.*s\"", what, len, got);
	return false;
}

static bool take_text(const char *value, char out[LABCONF_TEXT], struct labconf_error *error)
{
	if (strlen(value) >= LABCONF_TEXT)
		return wrong(error, "expected at most 199 bytes of text", value);
	strcpy(out, value);
	return true;
}

static bool take_number(const char *value, int min, int max, int *out, struct labconf_error *error)
{
	const char *s = value, *end = value + strlen(value);
	struct value number = parse_number(&s, end);
	char what[80];

	if (number.known && s == end && number.n >= min && number.n <= max) {
		*out = (int)number.n;
		return true;
	}
	snprintf(what, sizeof(what), "expected a whole number from %d to %d", min, max);
	return wrong(error, what, value);
}

static bool take_key(size_t k, const char *value, struct labconf *conf, struct labconf_error *error)
{
	char *at = (char *)conf + keys[k].at, what[80];

	if (keys[k].kind == TEXT)
		return take_text(value, at, error);
	if (keys[k].kind == NUMBER)
		return take_number(value, keys[k].min, keys[k].max, (int *)(void *)at, error);
	for (int w = 0; w < 2; w++)
		if (strcmp(value, keys[k].words[w]) == 0) {
			*(bool *)at = w == 1;
			return true;
		}
	snprintf(what, sizeof(what), "expected %s or %s", keys[k].words[1], keys[k].words[0]);
	return wrong(error, what, value);
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
		return wrong(error, "expected exit, oom or signal NAME", value);
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
	return wrong(error, "expected a signal's name such as SEGV or KILL", name);
}

/* Splits "first rest" in place; false when either is missing. */
static bool two_words(char *value, char **rest)
{
	char *blank = strpbrk(value, " \t");

	if (!blank)
		return false;
	*blank++ = '\0';
	*rest = blank + strspn(blank, " \t");
	return **rest != '\0';
}

static bool take_limit(char *value, struct labconf *conf, struct labconf_error *error)
{
	char *rest;

	if (!two_words(value, &rest) || strlen(value) >= sizeof(conf->limit[0].file) ||
	    strlen(rest) >= sizeof(conf->limit[0].value))
		return wrong(error,
			     "expected a file of cgroup v2 and its value, as in "
			     "\"limit memory.max 64M\"",
			     value);
	if (conf->limits == LABCONF_LIMITS)
		return wrong(error, "expected at most 8 limits", value);
	strcpy(conf->limit[conf->limits].file, value);
	strcpy(conf->limit[conf->limits++].value, rest);
	return true;
}

const char *labconf_limit(const struct labconf *conf, const char *file)
{
	for (size_t i = 0; i < conf->limits; i++)
		if (strcmp(conf->limit[i].file, file) == 0)
			return conf->limit[i].value;
	return NULL;
}

bool labconf_needs(const struct labconf *conf, const char *word)
{
	const size_t wanted = strlen(word);

	for (const char *s = conf->needs; *s;) {
		s += strspn(s, " \t");
		const size_t len = strcspn(s, " \t");

		if (len == wanted && memcmp(s, word, len) == 0)
			return true;
		s += len;
	}
	return false;
}

/* "vm swap 256M": the machine of a lab that needs vm. scripts/vm judges the value. */
static bool take_vm(char *value, struct labconf *conf, struct labconf_error *error)
{
	static const struct {
		const char *key, *name;
	} settings[LABCONF_VM] = {{"mem", "VM_MEM"},   {"cpus", "VM_CPUS"},
				  {"swap", "VM_SWAP"}, {"cgroup", "VM_CGROUP"},
				  {"thp", "VM_THP"},   {"overcommit", "VM_OVERCOMMIT"}};
	char *rest;

	if (!two_words(value, &rest) || strlen(rest) >= sizeof(conf->vm[0].value) ||
	    conf->vm_settings == LABCONF_VM)
		return wrong(error, "expected a setting of the machine, as in \"vm swap 256M\"",
			     value);
	for (size_t i = 0; i < LABCONF_VM; i++)
		if (strcmp(settings[i].key, value) == 0) {
			strcpy(conf->vm[conf->vm_settings].name, settings[i].name);
			strcpy(conf->vm[conf->vm_settings++].value, rest);
			return true;
		}
	return wrong(error, "expected mem, cpus, swap, cgroup, thp or overcommit", value);
}

int labconf_step(const struct labconf *conf, const char *name)
{
	for (size_t i = 0; i < conf->steps; i++)
		if (strcmp(conf->step[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* "step NAME text" and "means NAME text" */
static bool take_step(char *value, bool means, struct labconf *conf, struct labconf_error *error)
{
	char *rest;

	if (!two_words(value, &rest) || strlen(value) >= sizeof(conf->step[0].name))
		return wrong(error, "expected the name of a step (at most 15 bytes) and a text",
			     value);
	int i = labconf_step(conf, value);
	if (i < 0) {
		if (conf->steps == LABCONF_STEPS)
			return wrong(error, "expected at most 16 steps", value);
		i = (int)conf->steps++;
		strcpy(conf->step[i].name, value);
	}
	return take_text(rest, means ? conf->step[i].means : conf->step[i].what, error);
}

/*
 * "at NAME memory.max SIZE": the step must stand above, so that a misspelt one is a mistake and not
 * a limit that never comes.
 */
static bool take_at(char *value, struct labconf *conf, struct labconf_error *error)
{
	char *file, *size;

	if (!two_words(value, &file) || !two_words(file, &size) || strcmp(file, "memory.max") != 0)
		return wrong(error,
			     "expected the name of a step, memory.max and a size, as in "
			     "\"at more-room memory.max 128M\"",
			     value);
	if (!conf->limits)
		return wrong(error, "expected a line \"limit memory.max\" above this one", value);
	const int i = labconf_step(conf, value);
	if (i < 0)
		return wrong(error, "expected a step that a line \"step\" above this one names",
			     value);
	conf->step[i].memory_max = size_parse(size);
	return conf->step[i].memory_max.known ||
	       wrong(error, "expected a size such as 128M or 1G", size);
}

static bool take_line(char *key, char *value, struct labconf *conf, struct labconf_error *error)
{
	if (!*value)
		return wrong(error, "expected a value behind the key", key);
	if (strcmp(key, "ends") == 0)
		return take_ends(value, conf, error);
	if (strcmp(key, "limit") == 0)
		return take_limit(value, conf, error);
	if (strcmp(key, "vm") == 0)
		return take_vm(value, conf, error);
	if (strcmp(key, "at") == 0)
		return take_at(value, conf, error);
	if (strcmp(key, "step") == 0 || strcmp(key, "means") == 0)
		return take_step(value, *key == 'm', conf, error);
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		if (strcmp(key, keys[k].key) == 0) {
			conf->has_adj |= strcmp(key, "adj") == 0;
			return take_key(k, value, conf, error);
		}
	return wrong(error,
		     "expected a key such as summary, topic, level, minutes, order, limit, "
		     "needs, ends, step, means or at",
		     key);
}

bool labconf_parse(const char *text, const char *name, struct labconf *out,
		   struct labconf_error *error)
{
	*out = (struct labconf){.order = 9999, .minutes = 5, .timeout_s = 60};
	*error = (struct labconf_error){0};
	snprintf(out->name, sizeof(out->name), "%s", name);
	while (*text) {
		char line[512], *value;
		size_t len = strcspn(text, "\n"), kept = len;

		error->line++;
		while (kept && strchr(" \t\r", text[kept - 1]))
			kept--;
		if (kept >= sizeof(line))
			return wrong(error, "expected a line of at most 511 bytes", text);
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
		return wrong(error, "expected a line \"summary\" somewhere", "none");
	return true;
}

bool lab_name_is_valid(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len < LABCONF_NAME && name[0] >= 'a' && name[0] <= 'z' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}
