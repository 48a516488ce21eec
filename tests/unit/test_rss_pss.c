/* SPDX-License-Identifier: MIT */
/* rss_pss: Rss and Pss of all processes at each edge, and the picture of them: in whom, and when. */
#include "unit.h"

#include <sys/stat.h>

#include "i18n/intl.h"
#include "record/rss_pss.h"
#include "util/folder.h"
#include "report/picture.h"

static char folder[64];

static void put(const char *name, const char *content)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/pagelab-shares-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	put("run.json", "{\"run_id\": \"1\", \"lab\": \"elsewhere\"}\n");
	/* The child has no row in the step that makes it. */
	put("steps.csv", "seq,step,role,column,before,after,delta,relation,expected\r\n"
			 "0,null,lab,pss_kib,1024,1024,0,,\r\n"
			 "1,fork,lab,pss_kib,65536,33792,-31744,=,-32768\r\n"
			 "2,write,lab,pss_kib,33792,66560,32768,=,32768\r\n"
			 "2,write,child,pss_kib,32768,65536,32768,=,32768\r\n");
	return 0;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"run.json", "steps.csv", "snapshots.csv"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static const char head[] = "pss_kib,seq,edge,role,rss_kib,cg_anon_bytes,cg_shmem_bytes\r\n";

static void put_rows(const char *rows)
{
	char text[4096];

	snprintf(text, sizeof(text), "%s%s", head, rows);
	put("snapshots.csv", text);
}

static const char forked[] = "1024,0,after,lab,2048,,\r\n,0,after,group,,1048576,0\r\n"
			     "65536,1,before,lab,65536,,\r\n"
			     "33792,1,after,lab,66560,,\r\n32768,1,after,child,65536,,\r\n"
			     ",1,after,group,,67108864,1048576\r\n,1,after,system,,,\r\n"
			     "66560,2,after,lab,66560,,\r\n65536,2,after,child,65536,,\r\n"
			     ",2,exited,lab,,,\r\n";

static int read_folder(struct shares *s, const char *path)
{
	CLEANUP_FD int fd = folder_open(path);

	return shares_read(s, fd);
}

static void a_process_counts_from_its_first_edge_on(void **state)
{
	struct shares s;

	(void)state;
	put_rows(forked);
	want_int("read", 0, read_folder(&s, folder));
	want_int("steps", 3, s.steps);
	want_int("roles", 2, s.roles);
	want_int("at the start", 1, shares_processes(&s.step[0]));
	want_int("after fork", 2, shares_processes(&s.step[1]));
	want_int("counted again", 65536, shares_counted_again_kib(&s.step[1]));
	want_int("counted once", 0, shares_counted_again_kib(&s.step[2]));
	want_value("the group", known(68157440), s.step[1].memory_bytes);
	want_value("no group", unknown, s.step[2].memory_bytes);
	shares_free(&s);
}

static void more_roles_than_can_be_told_apart_are_one(void **state)
{
	struct shares s;

	(void)state;
	put_rows("1,1,after,lab,2,,\r\n1,1,after,a,2,,\r\n1,1,after,b,2,,\r\n1,1,after,c,2,,\r\n"
		 "1,1,after,d,2,,\r\n1,1,after,d,2,,\r\n");
	want_int("read", 0, read_folder(&s, folder));
	want_int("roles", SHARES_ROLES, s.roles);
	want_true("lumped", s.lumped);
	want_int("processes", 6, shares_processes(&s.step[0]));
	want_int("others", 3, s.step[0].of[SHARES_ROLES - 1].processes);
	shares_free(&s);
}

static void what_is_not_known_or_no_size_is_never_0(void **state)
{
	static const char *const cells[] = {
		"", "x", "-1", "1x", "99999999999999999999", "9223372036854775807"};
	struct shares s;
	char row[128];

	(void)state;
	for (size_t i = 0; i < COUNT(cells); i++) {
		snprintf(row, sizeof(row), "1,1,after,lab,2,,\r\n%s,1,after,child,2,,\r\n",
			 cells[i]);
		put_rows(row);
		want_int(cells[i], 0, read_folder(&s, folder));
		want_false(cells[i], s.step[0].is_whole);
		shares_free(&s);
	}
	put_rows("1,1,after,lab,2,,\r\n1,1,after");
	want_int("cut", 0, read_folder(&s, folder));
	want_int("a row that is cut is no row", 1, shares_processes(&s.step[0]));
	shares_free(&s);
	put("snapshots.csv", "nothing,of,ours\r\n1,2,3\r\n");
	want_int("foreign", -EILSEQ, read_folder(&s, folder));
	shares_free(&s);
	want_int("no folder", -ENOENT, read_folder(&s, "/nowhere"));
	shares_free(&s);
}

/* The pictures' scripts one after the other, to be freed. */
static char *scripts(void)
{
	struct picture pictures[PICTURES_MAX];
	struct recorded r;
	char problem[300], *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(f);
	want_int("read", 0, recorded_read(&r, folder, problem, sizeof(problem)));
	const size_t count = picture_choose(&r, pictures);
	for (size_t i = 0; i < count; i++) {
		fprintf(f, "%s\n%s\n", pictures[i].title, pictures[i].script);
		picture_free(&pictures[i]);
	}
	fclose(f);
	recorded_free(&r);
	return text;
}

static void want_line(const char *text, const char *line)
{
	if (!strstr(text, line))
		print_error("# wanted %s in: %s\n", line, text);
	assert_non_null(strstr(text, line));
}

static void the_picture_has_both_sums_the_group_and_theory(void **state)
{
	(void)state;
	put_rows(forked);
	char *text = scripts();

	want_line(text, "elsewhere: Rss counts what is shared again");
	want_line(text, "\"start\" 0 2 1 2 1\n");
	want_line(text, "\"fork\" 64 65 33 129 65\n");
	want_line(text, "\"write\" ? 65 65 129 129\n");
	/* theory speaks of all processes after the second step only, and of Pss only */
	want_line(text, "$t << EOD\n2.2 129\nEOD\n");
	free(text);
}

static void what_processes_share_of_libc_is_no_picture(void **state)
{
	(void)state;
	put_rows("1024,1,after,lab,2048,,\r\n512,1,after,child,2048,,\r\n");
	char *text = scripts();

	assert_null(strstr(text, "Rss counts"));
	free(text);
	put_rows("1024,1,after,lab,65536,,\r\n");
	text = scripts();
	assert_null(strstr(text, "Rss counts"));
	free(text);
}

static void names_do_no_harm_in_a_script(void **state)
{
	(void)state;
	put_rows("33792,1,after,lab,66560,,\r\n32768,1,after,\"`id`$(id)\"\"\033[2J\n\",65536,,"
		 "\r\n");
	char *text = scripts();

	want_line(text, "Rss counts");
	assert_null(strchr(text, '`'));
	assert_null(strchr(text, '\033'));
	assert_null(strstr(text, "$(id"));
	free(text);
}

/* Whoever sends a ko.po sends no commands. */
static void translations_do_no_harm_in_a_script(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/harness", folder);
	want_int("made", 0, mkdir(path, 0700));
	snprintf(path, sizeof(path), "%s/harness/report", folder);
	want_int("made", 0, mkdir(path, 0700));
	put("harness/report/ko.po", "msgid \"theory\"\nmsgstr \"'.system('id').'\"\n"
			     "msgid \"growth of the group\"\nmsgstr \"\\\"`id`\\nid\\n\"\n"
			     "msgid \"start\"\nmsgstr \"\\\"\\nEOD\\n!id\\n\"\n");
	put_rows(forked);
	setenv("PAGELAB_LANG", "ko", 1);
	intl_begin(folder);
	char *text = scripts();
	intl_english();

	want_line(text, "title \"?.system(?id?).?\"");
	want_line(text, "title \"??id??id?\"");
	want_line(text, "\n\"??EOD?!id?\" 0 2 1 2 1\n");
	free(text);
	snprintf(path, sizeof(path), "%s/harness/report/ko.po", folder);
	unlink(path);
	for (int up = 0; up < 2; up++) {
		*strrchr(path, '/') = '\0';
		rmdir(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_process_counts_from_its_first_edge_on,
		     "a process counts from its first edge on"),
		TEST(more_roles_than_can_be_told_apart_are_one,
		     "more roles than can be told apart are one"),
		TEST(what_is_not_known_or_no_size_is_never_0,
		     "what is not known, or no size, is never 0"),
		TEST(the_picture_has_both_sums_the_group_and_theory,
		     "the picture has both sums, the group and theory"),
		TEST(what_processes_share_of_libc_is_no_picture,
		     "what processes share of libc is no picture"),
		TEST(names_do_no_harm_in_a_script, "names do no harm in a script"),
		TEST(translations_do_no_harm_in_a_script, "translations do no harm in a script"),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
