/* SPDX-License-Identifier: MIT */
/*
 * The shape of all.sqlite: its tables, and a view for each question that is often asked. Column
 * names are those of the CSV files; an empty cell is NULL.
 */
#include "course/collect_internal.h"

/* Nothing needs a journal, since the file gets its name only when it is whole. */
const char collect_tables[] =
	"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;"
	"CREATE TABLE runs(run_id TEXT PRIMARY KEY, lab TEXT NOT NULL, student TEXT NOT NULL,"
	" host TEXT, seed TEXT, ended_utc TEXT, outcome TEXT, exit_code INTEGER, signal INTEGER,"
	" kernel TEXT, machine TEXT, distribution TEXT, cpu TEXT, cpus INTEGER, ram_kib INTEGER,"
	" swap_total_kib INTEGER, page_size_bytes INTEGER, thp TEXT, thp_off INTEGER, cap TEXT,"
	" cap_where TEXT, cgroup_version INTEGER, virtual_machine INTEGER, limit_bytes INTEGER,"
	" size_bytes INTEGER, expected INTEGER, hold INTEGER, explained INTEGER, deviate INTEGER,"
	" unknown INTEGER) WITHOUT ROWID;"
	"CREATE TABLE steps(run_id TEXT NOT NULL, lab TEXT NOT NULL, seq INTEGER NOT NULL,"
	" step TEXT, role TEXT, \"column\" TEXT, before INTEGER, after INTEGER, delta INTEGER,"
	" relation TEXT, expected INTEGER, slack INTEGER, verdict TEXT, cause TEXT);"
	"CREATE TABLE measures(run_id TEXT NOT NULL, lab TEXT NOT NULL, seq INTEGER NOT NULL,"
	" step TEXT, name TEXT, x REAL, value REAL, unit TEXT);"
	"CREATE TABLE samples(run_id TEXT NOT NULL, lab TEXT NOT NULL, seq INTEGER NOT NULL,"
	" step TEXT, role TEXT, elapsed_ns INTEGER, vm_size_kib INTEGER, vm_rss_kib INTEGER,"
	" minflt_total INTEGER, majflt_total INTEGER, cg_current_bytes INTEGER,"
	" cg_kernel_bytes INTEGER, cg_file_bytes INTEGER, cg_anon_bytes INTEGER);"
	"CREATE TABLE predictions(run_id TEXT NOT NULL, lab TEXT NOT NULL, seq INTEGER NOT NULL,"
	" step TEXT, \"column\" TEXT, guess REAL, observed REAL, score REAL);"
	"BEGIN;";

/* Sorting once at the end is many times faster than keeping in order. */
const char collect_indexes[] =
	"CREATE INDEX runs_lab ON runs(lab); CREATE INDEX runs_student ON runs(student);"
	"CREATE INDEX steps_run ON steps(run_id); CREATE INDEX steps_column ON "
	"steps(\"column\", role);"
	"CREATE INDEX steps_verdict ON steps(lab, verdict) WHERE verdict IS NOT NULL;"
	"CREATE INDEX measures_run ON measures(run_id); CREATE INDEX measures_name ON "
	"measures(name);"
	"CREATE INDEX samples_run ON samples(run_id);"
	"CREATE INDEX predictions_run ON predictions(run_id);";

/* How many faults a MiB costs, in the steps in which the process grew by at least one. */
static const char faults_per_mib[] =
	"CREATE VIEW faults_per_mib AS SELECT f.lab, run_id, student, sum(f.delta) AS faults,"
	" sum(r.delta) / 1024.0 AS mib, sum(f.delta) * 1024.0 / sum(r.delta) AS faults_per_mib"
	" FROM steps f JOIN steps r USING (run_id, seq, role) JOIN runs USING (run_id)"
	" WHERE f.\"column\" = 'minflt_total' AND r.\"column\" = 'vm_rss_kib' AND role = 'lab'"
	" AND seq > 0 AND r.delta >= 1024 AND f.delta IS NOT NULL GROUP BY run_id";

static const char deviations[] =
	"CREATE VIEW deviations AS SELECT s.lab, run_id, student, seq, step, role, \"column\","
	" delta, relation, s.expected, slack, cause, kernel, thp, page_size_bytes, cap"
	" FROM steps s JOIN runs USING (run_id) WHERE verdict = 'deviates' AND seq > 0";

/* What the group was allowed, and what the process had got of it when it was killed. */
static const char oom_limit_and_payout[] =
	"CREATE VIEW oom_limit_and_payout AS SELECT *,"
	" 100.0 * touched_pages / limit_pages AS payout_percent FROM (SELECT m.lab, run_id,"
	" student, r.limit_bytes, r.page_size_bytes,"
	" max(CASE name WHEN 'limit_pages' THEN value END) AS limit_pages,"
	" max(CASE name WHEN 'touched_at_death_pages' THEN value END) AS touched_pages,"
	" max(CASE name WHEN 'startup_pages' THEN value END) AS startup_pages,"
	" max(CASE name WHEN 'kernel_pages' THEN value END) AS kernel_pages"
	" FROM measures m JOIN runs r USING (run_id) GROUP BY run_id, seq)"
	" WHERE limit_pages IS NOT NULL AND touched_pages IS NOT NULL";

/* A process that is killed has no last high-water mark: then its largest sample is the peak seen.
 */
static const char peak_by_run[] =
	"CREATE VIEW peak_by_run AS SELECT p.lab, run_id, student, max(own) AS peak_kib,"
	" max(shared) / 1024 AS group_peak_kib FROM (SELECT lab, run_id,"
	" CASE \"column\" WHEN 'vm_hwm_kib' THEN after END AS own,"
	" CASE \"column\" WHEN 'cg_peak_bytes' THEN after END AS shared FROM steps"
	" WHERE (\"column\" = 'vm_hwm_kib' AND role = 'lab') OR \"column\" = 'cg_peak_bytes'"
	" UNION ALL SELECT lab, run_id, max(vm_rss_kib), NULL FROM samples WHERE role = 'lab'"
	" GROUP BY run_id) p JOIN runs USING (run_id) GROUP BY run_id";

static const char students_and_labs[] =
	"CREATE VIEW students_and_labs AS SELECT student, lab, count(*) AS runs,"
	" sum(expected) AS expected, sum(hold) AS hold, sum(explained) AS explained,"
	" sum(deviate) AS deviate, sum(unknown) AS unknown, max(ended_utc) AS last_utc"
	" FROM runs GROUP BY student, lab";

/* Of a run without PREDICT none was asked. */
static const char guesses_made[] =
	"CREATE VIEW guesses_made AS SELECT student, r.lab, count(DISTINCT run_id) AS runs,"
	" count(p.seq) AS asked, count(guess) AS made FROM runs r LEFT JOIN predictions p"
	" USING (run_id) GROUP BY student, r.lab";

static const char machine_view[] =
	"CREATE VIEW machines AS SELECT machine, kernel, page_size_bytes, thp, cap,"
	" virtual_machine, count(*) AS runs, count(DISTINCT student) AS students,"
	" sum(expected) AS expected, sum(hold) AS hold, sum(explained) AS explained,"
	" sum(deviate) AS deviate, sum(unknown) AS unknown FROM runs GROUP BY 1, 2, 3, 4, 5, 6";

/* The middle one of an odd number of values, the mean of the two of an even number. */
#define MEDIAN(of) "avg(CASE WHEN nth IN ((many + 1) / 2, (many + 2) / 2) THEN " of " END)"

static const char expectations[] =
	"CREATE VIEW expectations AS SELECT lab, seq, step, role, \"column\", relation,"
	" min(expected) AS expected_min, max(expected) AS expected_max, max(slack) AS slack,"
	" count(DISTINCT run_id) AS runs, sum(verdict = 'holds') AS hold,"
	" sum(verdict = 'deviates' AND cause IS NOT NULL) AS explained,"
	" sum(verdict = 'deviates' AND cause IS NULL) AS deviate,"
	" sum(verdict = 'unknown') AS unknown, " MEDIAN(
		"delta") " AS delta_median,"
			 " min(delta) AS delta_min, max(delta) AS delta_max FROM (SELECT *,"
			 " row_number() OVER (PARTITION BY lab, seq, step, role, \"column\", "
			 "relation,"
			 " delta IS NULL ORDER BY delta) AS nth,"
			 " count(delta) OVER (PARTITION BY lab, seq, step, role, \"column\", "
			 "relation) AS many"
			 " FROM steps WHERE verdict IS NOT NULL AND seq > 0)"
			 " GROUP BY lab, seq, step, role, \"column\", relation";

static const char measures_by_step[] =
	"CREATE VIEW measures_by_step AS SELECT lab, seq, step, name, x, unit,"
	" count(DISTINCT run_id) AS runs, " MEDIAN(
		"value") " AS median, min(value) AS smallest,"
			 " max(value) AS largest FROM (SELECT *,"
			 " row_number() OVER (PARTITION BY lab, seq, step, name, x, unit ORDER BY "
			 "value) AS nth,"
			 " count(*) OVER (PARTITION BY lab, seq, step, name, x, unit) AS many FROM "
			 "measures)"
			 " GROUP BY lab, seq, step, name, x, unit";

/* A run's conditions, one a row, for the next two. */
static const char conditions[] =
	"CREATE VIEW conditions AS"
	" SELECT lab, run_id, 'kernel' AS what, kernel AS value FROM runs UNION ALL"
	" SELECT lab, run_id, 'machine', machine FROM runs UNION ALL"
	" SELECT lab, run_id, 'page size', page_size_bytes || ' bytes' FROM runs UNION ALL"
	" SELECT lab, run_id, 'THP', thp FROM runs UNION ALL"
	" SELECT lab, run_id, 'cap', coalesce(cap, 'none') FROM runs UNION ALL"
	" SELECT lab, run_id, 'virtual machine', CASE virtual_machine WHEN 1 THEN 'yes' ELSE 'no' "
	"END FROM runs";

static const char usual_conditions[] =
	"CREATE VIEW usual_conditions AS SELECT lab, what, value, runs FROM (SELECT lab, what,"
	" value, count(*) AS runs, row_number() OVER (PARTITION BY lab, what"
	" ORDER BY count(*) DESC, value) AS nth FROM conditions GROUP BY lab, what, value)"
	" WHERE nth = 1";

/* In what a run differs from most runs of its lab. */
static const char unusual_conditions[] =
	"CREATE VIEW unusual_conditions AS SELECT c.lab, run_id, what, c.value, u.value AS usual"
	" FROM conditions c JOIN usual_conditions u USING (lab, what)"
	" WHERE c.value IS NOT u.value";

const char *const collect_views[] = {
	faults_per_mib, deviations,	   oom_limit_and_payout,
	peak_by_run,	students_and_labs, guesses_made,
	machine_view,	expectations,	   measures_by_step,
	conditions,	usual_conditions,  unusual_conditions,
	NULL,
};
