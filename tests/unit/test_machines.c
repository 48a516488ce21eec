/* SPDX-License-Identifier: MIT */
/*
 * machines: doctor's whole table on recorded machines. tests/fixtures/machines/NAME.txt says which
 * tree it is, who asks there, and behind an empty line what doctor answers.
 */
#include "unit.h"

#include "doctor/doctor.h"
#include "util/inherited.h"
#include "util/line.h"

enum { TABLE = 32 * 1024, GROUPS = 64, PLACES = 16 };

static const char folder[] = "tests/fixtures/machines", setup_root[] = "tests/fixtures/machines/setup";

/* Who asks: what that user may write to, below the tree. */
static char prefix[PATH_MAX], places[PLACES][PATH_MAX];
static size_t place_count;

static bool may_write(const char *path)
{
	const size_t len = strlen(prefix);

	errno = EACCES;
	if (strncmp(path, prefix, len) != 0)
		return true; /* the results folder */
	for (size_t i = 0; i < place_count; i++)
		if (strncmp(path + len, places[i], strlen(places[i])) == 0)
			return true;
	return false;
}

struct machine {
	char tree[64], runtime[64], proc[PATH_MAX], sys[PATH_MAX];
	struct caller caller;
};

static void take_word(struct machine *m, const char *word, const char *value)
{
	static const char *const rights[] = {[RIGHTS_ROOT] = "root",
					     [RIGHTS_USER] = "user",
					     [RIGHTS_NAMESPACE] = "namespace",
					     [RIGHTS_FAKED] = "faked"};

	if (strcmp(word, "tree") == 0)
		line_set(m->tree, sizeof(m->tree), "%s", value);
	else if (strcmp(word, "pid") == 0)
		m->caller.pid = atoi(value);
	else if (strcmp(word, "uid") == 0)
		m->caller.uid = (uid_t)atoi(value);
	else if (strcmp(word, "runtime") == 0)
		line_set(m->runtime, sizeof(m->runtime), "%s", value);
	else if (strcmp(word, "writes") == 0 && place_count < PLACES)
		line_set(places[place_count++], PATH_MAX, "%s", value);
	else if (strcmp(word, "rights") == 0)
		for (size_t i = 0; i < COUNT(rights); i++)
			if (strcmp(value, rights[i]) == 0)
				m->caller.rights = (enum rights)i;
}

/* The lines up to the empty one; returns what stands behind it. */
static const char *read_machine(struct machine *m, const char *text)
{
	char word[64], value[PATH_MAX];

	place_count = 0;
	*m = (struct machine){.caller = {.pid = 4242, .uid = 1000, .may_write = may_write,
					 .rights = RIGHTS_USER}};
	for (; *text && *text != '\n'; text += strcspn(text, "\n"), text += *text == '\n')
		if (sscanf(text, "%63s %4095[^\n]", word, value) == 2 && *word != '#')
			take_word(m, word, value);
	line_set(prefix, sizeof(prefix), "tests/fixtures/doctor-%s", m->tree);
	line_set(m->proc, sizeof(m->proc), "%s/proc", prefix);
	line_set(m->sys, sizeof(m->sys), "%s/sys", prefix);
	m->caller.runtime = *m->runtime ? m->runtime : NULL;
	return *text ? text + 1 : text;
}

/* What is installed on the machine of the test is no part of the recorded one. */
static bool is_of_this_machine(const struct check *c)
{
	return strcmp(c->name, "libcgroup") == 0 || strcmp(c->name, "test tools") == 0;
}

static void add_checks(const struct finding *finding, char *out)
{
	static const char *const words[] = {"ok", "note", "limited", "cannot"};
	char mend[DOCTOR_MEND], *save;

	for (size_t i = 0; i < doctor_check_count; i++) {
		if (finding[i].status < DOCTOR_LIMITED || is_of_this_machine(&doctor_checks[i]))
			continue;
		line_add(out, TABLE, "%s %s: %s\n", words[finding[i].status], doctor_checks[i].name,
			 finding[i].value);
		doctor_fill_mend(finding[i].mend, "NAME", mend);
		for (char *s = strtok_r(mend, "\n", &save); s; s = strtok_r(NULL, "\n", &save))
			line_add(out, TABLE, "\t%s\n", s);
	}
}

/* Labs in the same state for the same reason stand on one line. */
static void add_labs(const struct catalogue *labs, const struct finding *finding, char *out)
{
	static const char *const words[] = {"runs", "", "limited", "cannot"};
	static char names[GROUPS][1024];
	struct lab_state state[GROUPS];
	size_t count = 0, at;

	for (size_t i = 0; i < labs->count; i++) {
		struct labconf lab = labs->lab[i];
		struct lab_state s;

		line_set(lab.name, sizeof(lab.name), "NAME");
		doctor_judge(&lab, finding, &s);
		for (at = 0; at < count; at++)
			if (state[at].status == s.status && !strcmp(state[at].reason, s.reason) &&
			    !strcmp(state[at].mend, s.mend))
				break;
		if (at == count) {
			assert_true(count < GROUPS);
			names[count][0] = '\0';
			state[count++] = s;
		}
		line_add(names[at], sizeof(names[at]), " %s", labs->lab[i].name);
	}
	for (size_t i = 0; i < count; i++) {
		line_add(out, TABLE, "%s%s\n", words[state[i].status], names[i]);
		if (state[i].reason[0])
			line_add(out, TABLE, "\twhy %s\n", state[i].reason);
		if (state[i].mend[0])
			line_add(out, TABLE, "\tmend %s\n", state[i].mend);
	}
}

static void doctor_says_of_a_machine_what_stands_in_its_file(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	static char table[TABLE];
	struct finding finding[DOCTOR_CHECKS];
	struct catalogue labs;
	struct machine m;
	size_t broken;

	assert_int_equal(text_read(&text, *state), 0);
	const char *wanted = read_machine(&m, text.data);
	struct doctor d = {{m.proc, m.sys, prefix}, m.caller, setup_root, "results", {0}};

	assert_int_equal(catalogue_read(&labs, ".", &broken), 0);
	room_look(&d.roots, &d.caller, &d.room);
	doctor_examine(&d, &labs, finding);
	table[0] = '\0';
	add_labs(&labs, finding, table);
	add_checks(finding, table);
	catalogue_free(&labs);
	if (strcmp(table, wanted) == 0)
		return;
	fprintf(stderr, "%s", table); /* whole: fail_msg would cut it */
	fail_msg("%s: doctor says something else", (const char *)*state);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_machine(const struct dirent *entry)
{
	const size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".txt") == 0;
}

int main(void)
{
	struct dirent **entry;
	const int count = scandir(folder, &entry, is_machine, by_name);
	struct CMUnitTest *tests = calloc((size_t)(count > 0 ? count : 1), sizeof(*tests));

	if (count <= 0 || !tests)
		return 1;
	inherited_replace(); /* as main(): programs are started with what it found */
	for (int i = 0; i < count; i++) {
		char *path;

		if (asprintf(&path, "%s/%s", folder, entry[i]->d_name) < 0)
			return 1;
		tests[i] = (struct CMUnitTest){
			entry[i]->d_name, doctor_says_of_a_machine_what_stands_in_its_file, NULL,
			NULL, path};
	}
	const int failed = _cmocka_run_group_tests("machines", tests, (size_t)count, NULL, NULL);

	for (int i = 0; i < count; i++) {
		free(tests[i].initial_state);
		free(entry[i]);
	}
	free(tests);
	free(entry);
	return failed;
}
