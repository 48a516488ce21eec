/* SPDX-License-Identifier: MIT */
/* file: texts are read whole, and a path is never cut. */
#include "unit.h"

#include <sysexits.h>
#include <sys/wait.h>

/* A file of `len` times x. Returns its path. */
static const char *make_file(size_t len)
{
	static char path[PATH_MAX];
	char *data = malloc(len + 1);

	assert_non_null(data);
	memset(data, 'x', len);
	format(path, sizeof(path), "%s/%zu", scratch, len);
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	const ssize_t written = write(fd, data, len);

	free(data);
	want_int(path, (int64_t)len, written);
	return path;
}

static void a_text_of_any_length_is_read_whole(void **state)
{
	static const size_t lengths[] = {0,	1,     16382, 16383,  16384, 16385,
					 32767, 32768, 65536, 200000, 5};
	CLEANUP_TEXT struct text text = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		const char *path = make_file(lengths[i]);

		want_int(path, 0, text_read(&text, path));
		want_int(path, (int64_t)lengths[i], (int64_t)text.len);
		want_int(path, (int64_t)lengths[i], (int64_t)strlen(text.data));
	}
}

static void a_text_is_read_from_its_beginning_each_time(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	CLEANUP_FD int fd = open(make_file(100), O_RDONLY | O_CLOEXEC);

	(void)state;
	for (int time = 0; time < 3; time++) {
		want_int("text_pread", 0, text_pread(&text, fd));
		want_int("length", 100, text.len);
	}
}

static void after_an_error_the_text_is_empty(void **state)
{
	CLEANUP_TEXT struct text text = {0};

	(void)state;
	want_int("missing, at first", -ENOENT, text_read(&text, "/nonexistent"));
	want_int("length", 0, text.len);
	want_int("good", 0, text_read(&text, make_file(100)));
	want_int("missing", -ENOENT, text_read(&text, "/nonexistent"));
	want_int("length", 0, text.len);
	want_text("text", "", text.data);
	want_int("good", 0, text_read(&text, make_file(100)));
	want_int("a folder", -EISDIR, text_read(&text, scratch));
	want_int("length", 0, text.len);
	want_text("text", "", text.data);
	want_int("not open", -EBADF, text_pread(&text, -1));
	want_int("length", 0, text.len);
}

static void a_freed_text_can_be_used_again(void **state)
{
	CLEANUP_TEXT struct text text = {0};

	(void)state;
	want_int("text_read", 0, text_read(&text, make_file(100)));
	text_free(&text);
	want_int("length", 0, text.len);
	want_true("data", text.data == NULL);
	text_free(&text);
	want_int("text_read", 0, text_read(&text, make_file(7)));
	want_int("length", 7, text.len);
}

static void a_descriptor_is_closed_once(void **state)
{
	int fd = dup(0), again;

	(void)state;
	const int number = fd;

	close_fd(&fd);
	want_int("closed", -1, fd);
	again = dup(0);
	want_int("free for another", number, again);
	close_fd(&fd);
	want_int("the other is still open", 0, fcntl(again, F_GETFD) < 0);
	close_fd(&again);
}

/* Ends with 0, or as format ends it. */
static int format_in_a_child(size_t room)
{
	const pid_t pid = fork();
	int status;

	if (pid == 0) {
		char out[16];

		/* what it says is not for the log of the tests */
		if (!freopen("/dev/null", "w", stderr))
			_exit(99);
		format(out, room, "%s", "1234567");
		_exit(strcmp(out, "1234567") != 0);
	}
	assert_true(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void a_text_that_does_not_fit_is_never_cut(void **state)
{
	(void)state;
	want_int("16 bytes", 0, format_in_a_child(16));
	want_int("8 bytes", 0, format_in_a_child(8));
	want_int("7 bytes", EX_SOFTWARE, format_in_a_child(7));
	want_int("1 byte", EX_SOFTWARE, format_in_a_child(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_text_of_any_length_is_read_whole, "a text of any length is read whole"),
		TEST(a_text_is_read_from_its_beginning_each_time,
		     "a text is read from its beginning each time"),
		TEST(after_an_error_the_text_is_empty, "after an error the text is empty"),
		TEST(a_freed_text_can_be_used_again, "a freed text can be used again"),
		TEST(a_descriptor_is_closed_once, "a descriptor is closed once"),
		TEST(a_text_that_does_not_fit_is_never_cut,
		     "a text that does not fit is never cut"),
	};

	return cmocka_run_group_tests_name("file", tests, make_scratch, remove_scratch);
}
