/* SPDX-License-Identifier: MIT */
/* results: a run's folder is claimed by one, whole or .partial, and latest is the last whole one.
 */
#include "unit.h"

#include <sys/wait.h>

#include "record/results.h"

/* A folder of its own for each test; it is not made. */
static const char *new_top(void)
{
	static char top[PATH_MAX];
	static int number;

	format(top, sizeof(top), "%s/results-%d", scratch, ++number);
	return top;
}

static bool exists(const char *top, const char *below)
{
	struct stat info;
	char path[2 * PATH_MAX];

	format(path, sizeof(path), "%s/%s", top, below);
	return lstat(path, &info) == 0;
}

static void want_latest(const char *row, const char *wanted, const char *top)
{
	char path[PATH_MAX], found[256];

	format(path, sizeof(path), "%s/latest", top);
	const ssize_t len = readlink(path, found, sizeof(found) - 1);

	found[len > 0 ? len : 0] = '\0';
	want_text(row, wanted, found);
}

static size_t count_entries(const char *top, const char *ending)
{
	DIR *folder = opendir(top);
	const size_t e = strlen(ending);
	size_t count = 0;

	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		const size_t n = strlen(entry->d_name);

		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			count += n >= e && strcmp(entry->d_name + n - e, ending) == 0;
	}
	if (folder)
		closedir(folder);
	return count;
}

static void open_run(struct results *r, const char *top)
{
	char path[PATH_MAX];

	want_int("results_open", 0, results_open(r, top, "lazy", path));
	want_true("folder", r->folder >= 0);
}

static void a_run_is_partial_until_it_is_finished(void **state)
{
	const char *top = new_top();
	char partial[200];
	struct results r;
	int latest_error = -1;

	(void)state;
	open_run(&r, top);
	format(partial, sizeof(partial), "%s.partial", r.id);
	want_true("partial", exists(r.top, partial));
	want_false("whole", exists(r.top, r.id));
	want_false("latest", exists(r.top, "latest"));
	CLEANUP_FD int fd = openat(r.folder, "a.csv", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	want_true("a file", fd >= 0);
	want_int("results_finish", 0, results_finish(&r, &latest_error));
	want_int("latest", 0, latest_error);
	want_int("folder", -1, r.folder);
	want_false("partial", exists(r.top, partial));
	want_true("whole", exists(r.top, r.id));
	format(partial, sizeof(partial), "%s/a.csv", r.id);
	want_true("its file", exists(r.top, partial));
	want_latest("latest", r.id, r.top);
}

/* 20261122T215645Z-pc07-4242-01 */
static void a_run_id_has_time_host_pid_and_number(void **state)
{
	struct results r, other;
	char tail[32];

	(void)state;
	open_run(&r, new_top());
	open_run(&other, new_top());
	/* Another lab of the same process may begin in the same second. */
	want_true("another number",
		  strcmp(r.id + strlen(r.id) - 2, other.id + strlen(other.id) - 2) != 0);
	results_remove(&other);
	want_int("date", 8, strspn(r.id, "0123456789"));
	want_int("T", 'T', r.id[8]);
	want_int("time", 6, strspn(r.id + 9, "0123456789"));
	want_int("Z", 'Z', r.id[15]);
	want_int("dash", '-', r.id[16]);
	format(tail, sizeof(tail), "-%d-00", getpid());
	want_int("pid", 0, strncmp(r.id + strlen(r.id) - strlen(tail), tail, strlen(tail) - 2));
	want_int("number", 2, strspn(r.id + strlen(r.id) - 2, "0123456789"));
	want_true("host", strlen(r.id) > 17 + strlen(tail));
	for (const char *s = r.id; *s; s++)
		want_true(r.id, strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				       "0123456789-",
				       *s) != NULL);
	results_remove(&r);
}

static void runs_of_one_process_have_folders_of_their_own(void **state)
{
	const char *top = new_top();
	struct results r[12];
	int latest_error;

	(void)state;
	for (size_t i = 0; i < COUNT(r); i++) {
		open_run(&r[i], top);
		for (size_t k = 0; k < i; k++)
			want_true(r[i].id, strcmp(r[i].id, r[k].id) != 0);
		/* some are whole already when the next one is claimed */
		if (i % 2)
			want_int("results_finish", 0, results_finish(&r[i], &latest_error));
	}
	for (size_t i = 0; i < COUNT(r); i += 2)
		results_abandon(&r[i]);
	want_int("partial", COUNT(r) / 2, count_entries(r[0].top, ".partial"));
	want_int("all, and latest", COUNT(r) + 1, count_entries(r[0].top, ""));
}

/* Each ends with 0 when it could open and finish its runs. */
static __attribute__((noreturn)) void claim_some(const char *top)
{
	for (int i = 0; i < 10; i++) {
		char path[PATH_MAX];
		struct results r;
		int latest_error;

		if (results_open(&r, top, "lazy", path) < 0 ||
		    results_finish(&r, &latest_error) < 0 || latest_error < 0)
			_exit(1);
	}
	_exit(0);
}

static void many_at_once_share_no_folder(void **state)
{
	enum { PROCESSES = 8 };
	const char *top = new_top();
	char lab[PATH_MAX];
	int status, failed = 0;

	(void)state;
	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0)
			claim_some(top);
	for (int i = 0; i < PROCESSES; i++) {
		want_true("wait", wait(&status) > 0);
		failed += status != 0;
	}
	want_int("processes that failed", 0, failed);
	format(lab, sizeof(lab), "%s/lazy", top);
	want_int("runs, and latest", PROCESSES * 10 + 1, count_entries(lab, ""));
	want_int("partial", 0, count_entries(lab, ".partial"));
	want_true("latest", exists(lab, "latest/."));
}

static void latest_is_the_last_to_finish(void **state)
{
	const char *top = new_top();
	struct results a, b;
	int latest_error;

	(void)state;
	open_run(&a, top);
	open_run(&b, top);
	want_int("b", 0, results_finish(&b, &latest_error));
	want_latest("b", b.id, b.top);
	want_int("a", 0, results_finish(&a, &latest_error));
	want_latest("a", a.id, a.top);
}

static void latest_is_replaced_whatever_it_points_at(void **state)
{
	const char *top = new_top();
	char path[PATH_MAX];
	struct results r;
	int latest_error = -1;

	(void)state;
	open_run(&r, top);
	format(path, sizeof(path), "%s/lazy/latest", top);
	want_int("symlink", 0, symlink("nowhere", path));
	want_int("results_finish", 0, results_finish(&r, &latest_error));
	want_int("latest", 0, latest_error);
	want_latest("latest", r.id, r.top);
}

static void a_latest_that_cannot_be_replaced_is_a_warning(void **state)
{
	const char *top = new_top();
	char path[PATH_MAX];
	struct results r;
	int latest_error = 0;

	(void)state;
	open_run(&r, top);
	format(path, sizeof(path), "%s/lazy/latest", top);
	want_int("mkdir", 0, mkdir(path, 0777));
	want_int("results_finish", 0, results_finish(&r, &latest_error));
	want_true("a warning", latest_error < 0);
	want_true("whole", exists(r.top, r.id));
	want_int("nothing else", 2, count_entries(r.top, ""));
}

static void an_abandoned_run_stays_partial(void **state)
{
	struct results r;
	char partial[200];

	(void)state;
	open_run(&r, new_top());
	results_abandon(&r);
	want_int("folder", -1, r.folder);
	format(partial, sizeof(partial), "%s.partial", r.id);
	want_true("partial", exists(r.top, partial));
	want_false("latest", exists(r.top, "latest"));
	results_abandon(&r);
}

static void a_removed_run_leaves_nothing(void **state)
{
	struct results r;

	(void)state;
	open_run(&r, new_top());
	for (int i = 0; i < 3; i++) {
		char name[16];

		format(name, sizeof(name), "%d.csv", i);
		CLEANUP_FD int fd = openat(r.folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

		want_true(name, fd >= 0);
	}
	results_remove(&r);
	want_int("folder", -1, r.folder);
	want_int("entries", 0, count_entries(r.top, ""));
	results_remove(&r);
}

static void a_results_path_that_is_a_file_is_an_error(void **state)
{
	char file[PATH_MAX], path[PATH_MAX], below[PATH_MAX];
	struct results r;

	(void)state;
	format(file, sizeof(file), "%s/file", scratch);
	CLEANUP_FD int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	want_true("file", fd >= 0);
	want_int("a file", -ENOTDIR, results_open(&r, file, "lazy", path));
	want_int("no folder", -1, r.folder);
	want_int("path", 0, strncmp(path, file, strlen(file)));
	format(below, sizeof(below), "%s/deeper/still", file);
	want_int("below a file", -ENOTDIR, results_open(&r, below, "lazy", path));
	want_int("no folder", -1, r.folder);
}

static void a_lab_folder_that_is_a_file_is_an_error(void **state)
{
	const char *top = new_top();
	char path[PATH_MAX];
	struct results r;

	(void)state;
	want_int("mkdir", 0, mkdir(top, 0777));
	format(path, sizeof(path), "%s/lazy", top);
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	want_true("file", fd >= 0);
	want_int("results_open", -ENOTDIR, results_open(&r, top, "lazy", path));
	want_int("no folder", -1, r.folder);
}

static void a_place_that_takes_no_folders_is_an_error(void **state)
{
	char path[PATH_MAX];
	struct results r;

	(void)state;
	want_true("/proc", results_open(&r, "/proc/results", "lazy", path) < 0);
	want_text("the folder that failed", "/proc/results", path);
	want_int("no folder", -1, r.folder);
}

static void a_path_that_is_too_long_is_an_error(void **state)
{
	static char top[2 * PATH_MAX];
	char path[PATH_MAX];
	struct results r;

	(void)state;
	memset(top, 'x', sizeof(top) - 1);
	top[0] = '/';
	want_int("results_open", -ENAMETOOLONG, results_open(&r, top, "lazy", path));
	want_int("no folder", -1, r.folder);
}

static void want_default(const char *row, const char *wanted, const char *root)
{
	char found[PATH_MAX];

	results_default(root, found, sizeof(found));
	want_text(row, wanted, found);
}

static void results_go_beside_the_labs_and_of_an_installed_pagelab_here(void **state)
{
	char here[PATH_MAX], root[PATH_MAX], beside[PATH_MAX], list[PATH_MAX];

	(void)state;
	want_true("current folder", getcwd(here, sizeof(here)) != NULL);
	format(root, sizeof(root), "%s/root", scratch);
	format(beside, sizeof(beside), "%s/results", root);
	format(list, sizeof(list), "%s/installed", root);
	want_int("mkdir", 0, mkdir(root, 0777));
	want_default("from elsewhere", beside, root);
	want_default("from beside the labs", "results", here);
	close(open(list, O_CREAT | O_WRONLY, 0666));
	want_default("installed", "results", root);
	unlink(list);
	rmdir(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_run_is_partial_until_it_is_finished,
		     "a run is partial until it is finished"),
		TEST(a_run_id_has_time_host_pid_and_number,
		     "a run's id has time, host, pid and number"),
		TEST(runs_of_one_process_have_folders_of_their_own,
		     "runs of one process have folders of their own"),
		TEST(many_at_once_share_no_folder, "many at once share no folder"),
		TEST(latest_is_the_last_to_finish, "latest is the last to finish"),
		TEST(latest_is_replaced_whatever_it_points_at,
		     "latest is replaced, whatever it points at"),
		TEST(a_latest_that_cannot_be_replaced_is_a_warning,
		     "a latest that cannot be replaced is a warning"),
		TEST(an_abandoned_run_stays_partial, "an abandoned run stays partial"),
		TEST(a_removed_run_leaves_nothing, "a removed run leaves nothing"),
		TEST(a_results_path_that_is_a_file_is_an_error,
		     "a results path that is a file is an error"),
		TEST(a_lab_folder_that_is_a_file_is_an_error,
		     "a lab's folder that is a file is an error"),
		TEST(a_place_that_takes_no_folders_is_an_error,
		     "a place that takes no folders is an error"),
		TEST(a_path_that_is_too_long_is_an_error, "a path that is too long is an error"),
		TEST(results_go_beside_the_labs_and_of_an_installed_pagelab_here,
		     "results go beside the labs, and of an installed pagelab here"),
	};

	return cmocka_run_group_tests_name("results", tests, make_scratch, remove_scratch);
}
