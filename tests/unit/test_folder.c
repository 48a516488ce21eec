/* SPDX-License-Identifier: MIT */
/*
 * folder: no link below a folder is followed, only plain files of a known size are read, and what we make there has a name
 * that nobody can foresee; with openat2(2) and without it.
 */
#include "unit.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "util/folder.h"

/* What openat2(2) says: 0: what this kernel says. */
static int refuses;
static int asked;

long __real_syscall(long number, ...);
long __wrap_syscall(long number, long a, const void *b, const void *c, size_t d);

long __wrap_syscall(long number, long a, const void *b, const void *c, size_t d)
{
	asked += number == SYS_openat2;
	if (!refuses || number != SYS_openat2)
		return __real_syscall(number, a, b, c, d);
	errno = refuses;
	return -1;
}

static const int ways[] = {0, ENOSYS, EPERM, EINVAL};

static int top = -1;

static void put(const char *name, const char *text)
{
	CLEANUP_FD int fd = openat(top, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	want_int(name, (int64_t)strlen(text), write(fd, text, strlen(text)));
}

static void put_socket(const char *name)
{
	CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	format(address.sun_path, sizeof(address.sun_path), "%s/%s", scratch, name);
	want_int(name, 0, bind(fd, (const struct sockaddr *)&address, sizeof(address)));
}

static int make_tree(void **state)
{
	const int failed = make_scratch(state);

	top = folder_open(scratch);
	want_int("mkdir", 0, mkdirat(top, "a", 0777) | mkdirat(top, "a/b", 0777));
	put("plain", "text");
	put("a/b/plain", "deep");
	want_int("links", 0,
		 symlinkat("plain", top, "link") | symlinkat("a", top, "to-a") |
			 symlinkat("loop", top, "loop") | symlinkat("/dev/zero", top, "zero") |
			 symlinkat("nowhere", top, "dangling") | symlinkat("../..", top, "a/out"));
	want_int("fifo", 0, mkfifoat(top, "fifo", 0666));
	put_socket("socket");
	CLEANUP_FD int sparse = openat(top, "sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	want_int("sparse", 0, ftruncate(sparse, INT64_C(10) << 30));
	return failed;
}

static int remove_tree(void **state)
{
	close_fd(&top);
	return remove_scratch(state);
}

static void only_plain_files_are_read_and_through_no_link(void **state)
{
	static const struct {
		const char *name;
		int error;
		const char *text;
	} rows[] = {
		{"plain", 0, "text"},
		{"./plain", 0, "text"},
		{"a/b/plain", 0, "deep"},
		{"a//b/./plain", 0, "deep"},
		{"link", -FILE_NOT_PLAIN, ""},
		{"to-a/b/plain", -FILE_NOT_PLAIN, ""},
		{"loop", -FILE_NOT_PLAIN, ""},
		{"zero", -FILE_NOT_PLAIN, ""},
		{"dangling", -FILE_NOT_PLAIN, ""},
		{"fifo", -FILE_NOT_PLAIN, ""},
		{"socket", -FILE_NOT_PLAIN, ""},
		{"a", -FILE_NOT_PLAIN, ""},
		{".", -FILE_NOT_PLAIN, ""},
		{"sparse", -(FILE_TOO_LARGE + 32), ""},
		{"none", -ENOENT, ""},
		{"none/none", -ENOENT, ""},
		{"plain/none", -ENOTDIR, ""},
	};
	CLEANUP_TEXT struct text text = {0};

	(void)state;
	alarm(20); /* nothing waits */
	for (size_t w = 0; w < COUNT(ways); w++)
		for (size_t i = 0; i < COUNT(rows); i++) {
			refuses = ways[w];
			want_int(rows[i].name, rows[i].error,
				 folder_read_file(&text, top, rows[i].name, 32));
			want_text(rows[i].name, rows[i].text, text.data ? text.data : "");
		}
	alarm(0);
	refuses = 0;
	want_true("openat2 is asked", asked > 0);
}

static void nothing_leads_out_of_the_folder(void **state)
{
	static const struct {
		const char *name;
		int error;
	} rows[] = {
		{"..", -EXDEV},		    {"../x", -EXDEV},	       {"a/../../x", -EXDEV},
		{"a/out", -FILE_IS_LINK},   {"a/out/etc", -FILE_IS_LINK}, {"to-a", -FILE_IS_LINK},
		{"to-a/b", -FILE_IS_LINK}, {"link", -FILE_IS_LINK},   {"plain", -ENOTDIR},
		{"loop", -FILE_IS_LINK},
	};

	(void)state;
	for (size_t w = 0; w < COUNT(ways); w++)
		for (size_t i = 0; i < COUNT(rows); i++) {
			refuses = ways[w];
			want_int(rows[i].name, rows[i].error, folder_enter(top, rows[i].name));
		}
	for (size_t w = 0; w < COUNT(ways); w++) {
		refuses = ways[w];
		CLEANUP_FD int fd = folder_enter(top, "a/b");

		want_true("a/b", fd >= 0);
		want_int("plain", 1, folder_has(fd, "plain"));
		want_int("none", 0, folder_has(fd, "none"));
	}
	refuses = 0;
}

static void a_file_of_exactly_the_most_is_read_and_one_byte_more_is_not(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	CLEANUP_FD int fd = openat(top, "most", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	(void)state;
	want_int("1 MiB", 0, ftruncate(fd, 1 << 20));
	want_int("the most", 0, folder_read_file(&text, top, "most", 1));
	want_int("length", 1 << 20, (int64_t)text.len);
	want_int("one more", 0, ftruncate(fd, (1 << 20) + 1));
	want_int("one more", -(FILE_TOO_LARGE + 1), folder_read_file(&text, top, "most", 1));
	want_int("empty", 0, (int64_t)text.len);
}

/* What fstat(2) says may be less than what is read then: of a file that grows, or on a file system of somebody's own. */
static void what_has_no_end_is_read_to_the_most(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	CLEANUP_FD int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	want_int("/dev/zero", -(FILE_TOO_LARGE + 2), text_pread_most(&text, fd, 2));
	want_int("empty", 0, (int64_t)text.len);
	want_int("an error", -EACCES, text_pread_most(&text, -EACCES, 2));
}

static void a_device_is_not_opened(void **state)
{
	CLEANUP_TEXT struct text text = {0};

	(void)state;
	if (mknodat(top, "device", S_IFCHR | 0666, makedev(1, 5)) < 0)
		skip(); /* only root can make one */
	want_int("device", -FILE_NOT_PLAIN, folder_read_file(&text, top, "device", 1));
}

static void absent_is_only_what_is_not_there(void **state)
{
	(void)state;
	want_true("ENOENT", folder_is_absent(-ENOENT) && folder_is_absent(ENOTDIR));
	want_false("EACCES", folder_is_absent(-EACCES));
	want_false("EIO", folder_is_absent(EIO));
	want_true("a name that is too long", folder_has(top, (char[300]){[0 ... 298] = 'x'}) < 0);
	want_int("a dangling link is there", 1, folder_has(top, "dangling"));
}

static void a_folder_is_made_or_opened_and_a_file_is_none(void **state)
{
	char path[PATH_MAX];

	(void)state;
	CLEANUP_FD int made = folder_make(top, "made");
	CLEANUP_FD int again = folder_make(top, "made");
	/* Links of our own lead where we want. */
	CLEANUP_FD int linked = folder_make(top, "to-a");
	want_true("made", made >= 0 && again >= 0);
	want_int("through our own link", 1, folder_has(linked, "b"));
	want_int("a file", -ENOTDIR, folder_make(top, "plain"));
	want_int("a dangling link", -ENOENT, folder_make(top, "dangling"));
	format(path, sizeof(path), "%s/made/deeper//still/", scratch);
	CLEANUP_FD int deep = folder_make_path(path);
	want_true("a path", deep >= 0);
	format(path, sizeof(path), "%s/plain/below/that", scratch);
	want_int("below a file", -ENOTDIR, folder_make_path(path));
	want_text("plain", "plain", strrchr(path, '/') + 1);
}

static void a_link_of_somebody_else_is_not_followed(void **state)
{
	(void)state;
	want_int("symlink", 0, symlinkat("a", top, "foreign"));
	if (fchownat(top, "foreign", 65534, 65534, AT_SYMLINK_NOFOLLOW) < 0)
		skip(); /* only root can give one away */
	want_int("foreign", -FILE_FOREIGN_LINK, folder_make(top, "foreign"));
	want_int("nothing in it", 0, unlinkat(top, "foreign", 0));
}

static size_t entries(int folder)
{
	DIR *list = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	size_t count = 0;

	while (list && readdir(list))
		count++;
	if (list)
		closedir(list);
	return count - 2;
}

static void a_file_is_put_whole_over_whatever_is_there(void **state)
{
	CLEANUP_FD int folder = folder_make(top, "put");
	CLEANUP_TEXT struct text text = {0};

	(void)state;
	want_int("victim", 0, symlinkat("../plain", folder, "linked"));
	want_int("new", 0, file_put(folder, "new", "one", 3, false));
	want_int("over it", 0, file_put(folder, "new", "two", 3, true));
	want_int("over a link", 0, file_put(folder, "linked", "three", 5, false));
	want_int("new", 0, folder_read_file(&text, folder, "new", 1));
	want_text("new", "two", text.data);
	want_int("linked", 0, folder_read_file(&text, folder, "linked", 1));
	want_text("linked", "three", text.data);
	want_int("plain", 0, folder_read_file(&text, top, "plain", 1));
	want_text("what the link led to", "text", text.data);
	want_int("mkdir", 0, mkdirat(folder, "folder", 0777));
	want_true("over a folder", file_put(folder, "folder", "x", 1, false) < 0);
	want_int("nothing else is left", 3, entries(folder));
}

static void no_name_comes_twice(void **state)
{
	char one[FOLDER_NAME], other[FOLDER_NAME], name[FOLDER_NAME], small[8];

	(void)state;
	want_int("one", 0, file_unforeseen(one, sizeof(one), ".x-"));
	want_int("other", 0, file_unforeseen(other, sizeof(other), ".x-"));
	want_true(one, strncmp(one, ".x-", 3) == 0 && strlen(one) == 35 && strcmp(one, other) != 0);
	want_int("no room", -ENAMETOOLONG, file_unforeseen(small, sizeof(small), ".x-"));
	int folder = folder_make_temporary(top, ".x-", name);
	want_true("made", folder >= 0);
	want_int("in it", 0, file_put(folder, "file", "x", 1, false));
	struct stat info;
	want_int("mode", 0, fstat(folder, &info));
	want_int("mode", 0700, info.st_mode & 0777);
	folder_remove(top, name, &folder);
	want_int("removed", 0, folder_has(top, name));
	want_int("closed", -1, folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_plain_files_are_read_and_through_no_link,
		     "only plain files are read, and through no link, with openat2 and without it"),
		TEST(nothing_leads_out_of_the_folder, "nothing leads out of the folder"),
		TEST(a_file_of_exactly_the_most_is_read_and_one_byte_more_is_not,
		     "a file of exactly the most is read, and one byte more is not"),
		TEST(what_has_no_end_is_read_to_the_most, "what has no end is read to the most"),
		TEST(a_device_is_not_opened, "a device is not opened"),
		TEST(absent_is_only_what_is_not_there, "absent is only what is not there"),
		TEST(a_folder_is_made_or_opened_and_a_file_is_none,
		     "a folder is made or opened, and a file is none"),
		TEST(a_link_of_somebody_else_is_not_followed, "a link of somebody else's is not followed"),
		TEST(a_file_is_put_whole_over_whatever_is_there,
		     "a file is put whole over whatever is there"),
		TEST(no_name_comes_twice, "no name comes twice, and nobody else can enter what is ours"),
	};

	return cmocka_run_group_tests_name("folder", tests, make_tree, remove_tree);
}
