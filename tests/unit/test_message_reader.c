/* SPDX-License-Identifier: MIT */
/* message_reader: a pipe cut into messages, wherever the cuts between the reads fall. */
#include "unit.h"

#include "lab/message_reader.h"

struct taken {
	int64_t n[64];
	size_t count;
	int stop_at; /* return -ECANCELED at this message; 0: never */
};

static int take(void *self, const struct message *m)
{
	struct taken *t = self;

	if (t->count < COUNT(t->n))
		t->n[t->count] = m->n;
	t->count++;
	return t->stop_at && t->count == (size_t)t->stop_at ? -ECANCELED : 0;
}

static int open_pipe(struct inbox *in)
{
	int fds[2];

	if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) < 0)
		abort();
	*in = (struct inbox){.fd = fds[0]};
	return fds[1];
}

static void say(int fd, const char *text, size_t len)
{
	want_int("write", (ssize_t)len, write(fd, text, len));
}

static void messages_cut_at_every_byte_come_out_the_same(void **state)
{
	static const char text[] = "size\t1\nbroken\nedges\t2\nsize\t3\n\nedges\t4\n";
	const size_t len = sizeof(text) - 1;

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		struct taken t = {.count = 0};
		struct inbox in;
		int fd = open_pipe(&in);
		char row[32];

		snprintf(row, sizeof(row), "cut at byte %zu", cut);
		say(fd, text, cut);
		want_int(row, 0, inbox_drain(&in, take, &t));
		say(fd, text + cut, len - cut);
		want_int(row, 0, inbox_drain(&in, take, &t));
		close(fd);
		want_int(row, 0, inbox_drain(&in, take, &t));
		want_int(row, 4, t.count);
		for (int i = 0; i < 4; i++)
			want_int(row, i + 1, t.n[i]);
		want_int(row, 2, in.bad);
		want_int(row, -1, in.fd);
	}
}

static void messages_that_come_byte_by_byte_come_out_the_same(void **state)
{
	static const char text[] = "size\t1\nedges\t2\n";
	struct taken t = {.count = 0};
	struct inbox in;
	int fd = open_pipe(&in);

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		say(fd, text + i, 1);
		want_int("drain", 0, inbox_drain(&in, take, &t));
	}
	close(fd);
	inbox_drain(&in, take, &t);
	want_int("messages", 2, t.count);
	want_int("bad", 0, in.bad);
}

static void an_empty_pipe_gives_nothing_and_stays_open(void **state)
{
	struct taken t = {.count = 0};
	struct inbox in;
	int fd = open_pipe(&in);

	(void)state;
	want_int("drain", 0, inbox_drain(&in, take, &t));
	want_true("still open", in.fd >= 0);
	close(fd);
	want_int("drain", 0, inbox_drain(&in, take, &t));
	want_int("closed", -1, in.fd);
	want_int("drain again", 0, inbox_drain(&in, take, &t));
	want_int("messages", 0, t.count);
}

/* More than one buffer of messages, with a message across each border. */
static void many_messages_come_out_in_order(void **state)
{
	struct taken t = {.count = 0};
	struct inbox in;
	int fd = open_pipe(&in), said = 0;
	char line[32];

	(void)state;
	for (size_t bytes = 0; bytes < 5 * (size_t)PIPE_BUF;) {
		const int len = snprintf(line, sizeof(line), "edges\t%d\n", said++);

		say(fd, line, (size_t)len);
		bytes += (size_t)len;
	}
	close(fd);
	want_int("drain", 0, inbox_drain(&in, take, &t));
	want_int("messages", said, t.count);
	for (size_t i = 0; i < COUNT(t.n); i++)
		want_int("in order", i, t.n[i]);
	want_int("bad", 0, in.bad);
}

/* However long: its end must not be taken for a message of its own. */
static void an_over_long_line_counts_as_bad(void **state)
{
	static const size_t lengths[] = {512, PIPE_BUF - 1, PIPE_BUF, PIPE_BUF + 1, 3 * PIPE_BUF};

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		struct taken t = {.count = 0};
		struct inbox in;
		int fd = open_pipe(&in);
		char *line = exact("", 0), row[48];

		line = realloc(line, lengths[i]);
		assert_non_null(line);
		memset(line, 'x', lengths[i]);
		say(fd, line, lengths[i]);
		free(line);
		say(fd, "size\t7\nsize\t8\n", 14);
		close(fd);
		want_int("drain", 0, inbox_drain(&in, take, &t));
		snprintf(row, sizeof(row), "%zu bytes, messages", lengths[i]);
		want_int(row, 1, t.count);
		want_int(row, 8, t.n[0]);
		want_int("bad", 1, in.bad);
	}
}

static void the_first_error_of_take_stops_and_the_rest_is_kept(void **state)
{
	struct taken t = {.stop_at = 2};
	struct inbox in;
	int fd = open_pipe(&in);

	(void)state;
	say(fd, "size\t1\nsize\t2\nsize\t3\n", 21);
	want_int("drain", -ECANCELED, inbox_drain(&in, take, &t));
	want_int("messages", 2, t.count);
	t.stop_at = 0;
	say(fd, "size\t4\n", 7);
	close(fd);
	want_int("drain", 0, inbox_drain(&in, take, &t));
	want_int("messages", 4, t.count);
	want_int("the last", 4, t.n[3]);
	want_int("bad", 0, in.bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_cut_at_every_byte_come_out_the_same,
		     "messages cut at every byte come out the same"),
		TEST(messages_that_come_byte_by_byte_come_out_the_same,
		     "messages that come byte by byte come out the same"),
		TEST(an_empty_pipe_gives_nothing_and_stays_open,
		     "an empty pipe gives nothing and stays open"),
		TEST(many_messages_come_out_in_order, "many messages come out in order"),
		TEST(an_over_long_line_counts_as_bad, "an over-long line counts as bad, once"),
		TEST(the_first_error_of_take_stops_and_the_rest_is_kept,
		     "the first error of take stops, and the rest is kept"),
	};

	return cmocka_run_group_tests_name("inbox", tests, NULL, NULL);
}
