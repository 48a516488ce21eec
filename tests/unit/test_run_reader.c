/* SPDX-License-Identifier: MIT */
/* run_reader: the recorded sample runs, and the same spoilt: read as far as they go, never wrongly.
 */
#include "unit.h"

#include "record/run_reader.h"

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/pagelab-recorded-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"run.json", "steps.csv", "samples.csv", "measures.csv",
					    "pages.csv"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void put(const char *name, const char *content)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static const char json[] =
	"{\"schema_version\": 1, \"run_id\": \"r\\u001b1\", \"lab\": \"lazy\",\n"
	"\"environment\": {\"kernel\": \"6.1\", \"cpus\": 2}, \"signal\": null}\n";

static void the_recorded_sample_is_read_whole(void **state)
{
	struct recorded r;
	char problem[200];

	(void)state;
	want_int("read", 0, recorded_read(&r, "results/sample/oom", problem, sizeof(problem)));
	want_text("lab", "oom", r.lab);
	want_value("signal", known(9), r.signal);
	want_value("its room", known(67108864), r.room_bytes);
	want_int("the empty step, reserve and touch", 3, r.steps);
	want_text("last step", "touch", r.step[2].name);
	want_int("samples", 38, r.samples);
	want_int("measures", 20, r.measures);
	const struct ledger_row *row = recorded_row(&r.step[2], "m:accounted_pages");
	assert_non_null(row);
	want_int("verdict", VERDICT_HOLDS, row->verdict);
	want_int("a measure has no metric", -1, row->metric);
	recorded_free(&r);
}

static void columns_are_found_by_name_and_missing_cells_are_unknown(void **state)
{
	struct recorded r;
	char problem[200];

	(void)state;
	put("run.json", json);
	put("steps.csv", "step,delta,seq,column,role,new\r\nmemset,,1,vm_rss_kib,lab,x\r\n"
			 "memset,12x,1,m:n,lab,x\r\nmemset,7,x,m:n,lab,x\r\n"
			 "memset,99999999999999999999,1,m:o,lab,x\r\ncut");
	want_int("read", 0, recorded_read(&r, folder, problem, sizeof(problem)));
	want_int("one step", 1, r.steps);
	want_int("three rows: one has no number, one is cut", 3, r.step[0].ledger.count);
	for (size_t i = 0; i < 3; i++)
		want_false("delta", r.step[0].ledger.row[i].delta.known);
	want_text("what a terminal would obey is no more", "r?1", r.id);
	want_value("nested", known(2), r.cpus);
	want_false("null is unknown", r.signal.known);
	recorded_free(&r);
}

static void what_is_no_run_is_refused(void **state)
{
	static const struct {
		const char *json, *steps;
	} rows[] = {
		{"", "seq,step\r\n"},
		{"{\"run_id\": \"a\"}", "seq,step\r\n"},
		{"{\"run_id\": \"a\", \"lab\": \"../../etc\"}", "seq,step\r\n"},
		{"[\"run_id\", \"lab\"]", "seq,step\r\n"},
		{json, "a,b\r\n1,2\r\n"},
		{json, ""},
	};
	struct recorded r;
	char problem[200];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		put("run.json", rows[i].json);
		put("steps.csv", rows[i].steps);
		problem[0] = '\0';
		want_true(rows[i].json, recorded_read(&r, folder, problem, sizeof(problem)) < 0);
		want_true("it says which file", strlen(problem) > strlen(folder));
		recorded_free(&r);
	}
}

static void series_that_are_rubbish_are_left_out(void **state)
{
	struct recorded r;
	char problem[200];

	(void)state;
	put("run.json", json);
	put("steps.csv", "seq,step\r\n");
	put("samples.csv", "seq,elapsed_ns,role,vm_rss_kib\r\n,5,lab,1\r\n1,,lab,1\r\n");
	put("measures.csv",
	    "seq,name,x,value,unit\r\n1,empty,,,KiB\r\n1,word,,nan,KiB\r\n"
	    "1,far,,1e999,KiB\r\n1,x,y,1,KiB\r\n,seq,,1,KiB\r\n1,good,,0.5,KiB\r\n");
	put("pages.csv", "seq,edge,start,pages,state\r\n1,after,0,-5,present\r\n"
			 "1,after,x,5,present\r\n1,after,4096,5,present\r\n");
	want_int("read", 0, recorded_read(&r, folder, problem, sizeof(problem)));
	want_int("samples", 0, r.samples);
	want_int("measures", 1, r.measures);
	want_text("the one with a value", "good", r.measure[0].name);
	want_int("pages", 1, r.page_runs);
	recorded_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_recorded_sample_is_read_whole, "the recorded sample is read whole"),
		TEST(columns_are_found_by_name_and_missing_cells_are_unknown,
		     "columns are found by name, and missing cells are unknown"),
		TEST(what_is_no_run_is_refused, "what is no run is refused"),
		TEST(series_that_are_rubbish_are_left_out, "series that are rubbish are left out"),
	};

	return cmocka_run_group_tests_name("recorded", tests, make_folder, remove_folder);
}
