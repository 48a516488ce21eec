/* SPDX-License-Identifier: MIT */
/* csv: whole rows, guarded text, and what was written is what is read. */
#include "unit.h"

#include <signal.h>
#include <sys/resource.h>

#include "util/csv.h"

static int folder = -1;

static int open_scratch(void **state)
{
	if (make_scratch(state) < 0)
		return -1;
	folder = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder < 0 ? -1 : 0;
}

static int close_scratch(void **state)
{
	close_fd(&folder);
	return remove_scratch(state);
}

/* A new name each time: csv_create wants files that are not there. */
static const char *new_name(void)
{
	static char name[32];
	static int number;

	snprintf(name, sizeof(name), "%d.csv", ++number);
	return name;
}

static void read_back(const char *name, struct text *text)
{
	CLEANUP_FD int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

	want_true(name, fd >= 0);
	want_int(name, 0, text_pread(text, fd));
}

static void cells_are_written_as_their_kind_asks(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	const char *name = new_name();
	struct csv csv;

	(void)state;
	want_int("csv_create", 0, csv_create(&csv, folder, name, "a,b"));
	csv_int(&csv, 0);
	csv_int(&csv, -1);
	csv_int(&csv, INT64_MIN);
	csv_int(&csv, INT64_MAX);
	csv_value(&csv, unknown);
	csv_value(&csv, known(-7));
	csv_value(&csv, known(INT64_MIN));
	csv_double(&csv, 0.5);
	csv_double(&csv, -1e300);
	csv_word(&csv, "<=");
	csv_word(&csv, "=");
	csv_word(&csv, "");
	csv_text(&csv, "=1+1");
	csv_text(&csv, "say \"a, b\"");
	csv_end(&csv);
	want_int("rows", 1, csv.rows);
	want_int("csv_close", 0, csv_close(&csv));
	read_back(name, &text);
	want_text("the file",
		  "a,b\r\n0,-1,-9223372036854775808,9223372036854775807,,-7,-9223372036854775808,"
		  "0.5,-1e+300,<=,=,,'=1+1,\"say \"\"a, b\"\"\"\r\n",
		  text.data);
}

static void an_empty_first_cell_is_still_a_cell(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	const char *name = new_name();
	struct csv csv;

	(void)state;
	want_int("csv_create", 0, csv_create(&csv, folder, name, "a,b,c"));
	csv_value(&csv, unknown);
	csv_text(&csv, "");
	csv_int(&csv, 3);
	csv_end(&csv);
	want_int("csv_close", 0, csv_close(&csv));
	read_back(name, &text);
	want_text("the file", "a,b,c\r\n,,3\r\n", text.data);
}

static void a_file_that_is_there_is_not_written_over(void **state)
{
	const char *name = new_name();
	struct csv csv;

	(void)state;
	want_int("the first", 0, csv_create(&csv, folder, name, "a"));
	want_int("csv_close", 0, csv_close(&csv));
	want_int("the second", -EEXIST, csv_create(&csv, folder, name, "a"));
	csv_close(&csv);
	want_int("a folder that is not there", -ENOENT, csv_create(&csv, folder, "no/x.csv", "a"));
	csv_close(&csv);
}

static void text_is_guarded_against_spreadsheets_and_terminals(void **state)
{
	static const struct {
		const char *row, *text, *wanted;
	} rows[] = {
		{"plain", "lazy", "lazy"},
		{"empty", "", ""},
		{"=", "=1+1", "'=1+1"},
		{"+", "+1", "'+1"},
		{"-", "-1", "'-1"},
		{"@", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'?=1"},
		{"CR", "\r=1", "'?=1"},
		{"LF", "\n=1", "?=1"},
		{"a formula inside", "a=1", "a=1"},
		{"one sign", "=", "'="},
		{"ESC", "\033[31mred", "?[31mred"},
		{"BEL, BS, DEL", "a\a\b\177", "a???"},
		{"C1 as UTF-8", "a\xc2\x9b\x33m", "a??3m"},
		{"C1 as one byte", "a\x9b\x33m", "a?3m"},
		{"no-break space", "a\xc2\xa0z", "a\xc2\xa0z"},
		{"Korean", "\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80",
		 "\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80"},
		{"four bytes", "\xf0\x9f\x90\xa7", "\xf0\x9f\x90\xa7"},
		{"the last code point", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
		{"one behind it", "\xf4\x90\x80\x80", "????"},
		{"a surrogate", "\xed\xa0\x80", "???"},
		{"overlong NUL", "\xc0\x80", "??"},
		{"overlong /", "\xe0\x80\xaf", "???"},
		{"overlong, four bytes", "\xf0\x80\x80\xaf", "????"},
		{"a lone continuation", "\x80z", "?z"},
		{"cut in the middle", "\xec\xa7", "??"},
		{"cut by a letter", "\xec\xa7z", "??z"},
		{"never a byte of UTF-8", "\xfe\xff", "??"},
		{"EUC-KR", "\xc6\xe4\xc0\xcc", "????"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[64];
		const size_t len = csv_guard(rows[i].text, out, sizeof(out));

		want_text(rows[i].row, rows[i].wanted, out);
		want_int(rows[i].row, strlen(out), len);
	}
}

static void guarded_text_is_cut_at_a_whole_character(void **state)
{
	char text[301] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(text, "\xec\xa7\x80");
	for (size_t room = 1; room < 64; room++) {
		char *out = malloc(room);
		const size_t len = csv_guard(text, out, room);
		const bool fits = len < room && out[len] == '\0', whole = is_utf8(out);

		free(out);
		want_true("room", fits);
		want_true("whole characters", whole);
		want_int("whole characters", 0, len % 3);
	}
}

/* Cells that are hard to write, and the same as csv_guard leaves them. */
static const char *const hostile[] = {
	"",
	"a",
	",",
	"\"",
	"\"\"",
	"\",\"",
	"a\"b",
	"\"a\"",
	"=cmd|' /C calc'!A0",
	"-1",
	"'",
	" ",
	" lead and trail ",
	"\r\n",
	"\n",
	"a\nb",
	"a\rb",
	"\t",
	"\xed\x8e\x98\xec\x9d\xb4\xec\xa7\x80, \"\xeb\xa9\x94\xeb\xaa\xa8\xeb\xa6\xac\"",
	"\033]0;title\a",
	"\xff\xfe",
	"m:bytes,per,fault",
};

static void want_cell(const struct csv_reader *r, size_t i, const char *written)
{
	char guarded[512], row[64];

	csv_guard(written, guarded, sizeof(guarded));
	snprintf(row, sizeof(row), "row %zu, cell %zu", r->row, i);
	want_true(row, i < r->cells);
	want_text(row, guarded, r->cell[i]);
}

static void hostile_cells_come_back_as_they_were_guarded(void **state)
{
	const char *name = new_name();
	struct csv_reader r;
	struct csv csv;

	(void)state;
	want_int("csv_create", 0, csv_create(&csv, folder, name, "a,b,c"));
	for (size_t i = 0; i < COUNT(hostile); i++)
		for (size_t k = 0; k < COUNT(hostile); k++) {
			csv_int(&csv, 1);
			csv_text(&csv, hostile[i]);
			csv_text(&csv, hostile[k]);
			csv_end(&csv);
		}
	want_int("csv_close", 0, csv_close(&csv));
	want_int("csv_read_open", 0, csv_read_open(&r, folder, name));
	want_int("header", 3, r.cells);
	for (size_t i = 0; i < COUNT(hostile); i++)
		for (size_t k = 0; k < COUNT(hostile); k++) {
			want_true("a row", csv_read_row(&r));
			want_int("cells", 3, r.cells);
			want_cell(&r, 1, hostile[i]);
			want_cell(&r, 2, hostile[k]);
		}
	want_false("the end", csv_read_row(&r));
	want_false("malformed", r.malformed);
	want_false("truncated", r.truncated);
	csv_read_close(&r);
}

/* Words are not guarded, so that any bytes but NUL must come back unchanged. */
static void fill_random(char cell[32])
{
	static const char letters[] = "a,\"\r\n'=\t \xec\xa7\x80z";
	const size_t len = (size_t)rand() % 31;

	for (size_t i = 0; i < len; i++)
		cell[i] = letters[(size_t)rand() % (sizeof(letters) - 1)];
	cell[len] = '\0';
}

static void random_words_come_back_unchanged(void **state)
{
	enum { ROWS = 500, CELLS = 7 };
	static char cell[ROWS][CELLS][32];
	const char *name = new_name();
	struct csv_reader r;
	struct csv csv;

	(void)state;
	srand(20261122);
	want_int("csv_create", 0, csv_create(&csv, folder, name, "id,a,b,c,d,e,f,g"));
	for (int i = 0; i < ROWS; i++) {
		csv_int(&csv, i);
		for (int k = 0; k < CELLS; k++) {
			fill_random(cell[i][k]);
			csv_word(&csv, cell[i][k]);
		}
		csv_end(&csv);
	}
	want_int("rows", ROWS, csv.rows);
	want_int("csv_close", 0, csv_close(&csv));
	want_int("csv_read_open", 0, csv_read_open(&r, folder, name));
	for (int i = 0; i < ROWS; i++) {
		want_true("a row", csv_read_row(&r));
		want_int("cells", CELLS + 1, r.cells);
		want_int("row's number", i + 2, r.row);
		for (int k = 0; k < CELLS; k++)
			want_text("cell", cell[i][k], r.cell[k + 1]);
	}
	want_false("the end", csv_read_row(&r));
	csv_read_close(&r);
}

/* Writes rows until the disk, as far as we may use it, is full. Returns the rows written. */
static uint64_t fill_disk(struct csv *csv)
{
	const struct rlimit small = {1000, RLIM_INFINITY};
	struct rlimit before;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	for (int i = 0; i < 100; i++) {
		csv_text(csv, "a cell of some length");
		csv_int(csv, i);
		csv_end(csv);
	}
	setrlimit(RLIMIT_FSIZE, &before);
	return csv->rows;
}

static void a_full_disk_leaves_whole_rows_only(void **state)
{
	CLEANUP_TEXT struct text text = {0};
	const char *name = new_name();
	struct csv csv;
	uint64_t lines = 0;

	(void)state;
	want_int("csv_create", 0, csv_create(&csv, folder, name, "a,b"));
	const uint64_t rows = fill_disk(&csv);

	want_true("some rows", rows > 0 && rows < 100);
	want_true("an error", csv.error < 0);
	/* There is room again; but rows are missing now, and none must follow them. */
	csv_text(&csv, "late");
	csv_end(&csv);
	want_int("rows", rows, csv.rows);
	const int first = csv.error;

	want_int("csv_close", first, csv_close(&csv));
	read_back(name, &text);
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	want_int("lines", rows + 1, lines);
	want_true("ends with a row's end",
		  text.len > 2 && strcmp(text.data + text.len - 2, "\r\n") == 0);
	want_int("bytes", text.len, csv.whole);
	want_true("no late row", strstr(text.data, "late") == NULL);
}

static void a_header_that_cannot_be_written_is_an_error(void **state)
{
	const struct rlimit none = {0, RLIM_INFINITY};
	struct rlimit before;
	struct csv csv;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &none);
	const int error = csv_create(&csv, folder, new_name(), "a,b");

	setrlimit(RLIMIT_FSIZE, &before);
	want_true("csv_create", error < 0);
	want_int("csv_close", error, csv_close(&csv));
}

static void put(const char *name, const char *data, size_t len)
{
	CLEANUP_FD int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	want_true(name, fd >= 0 && write(fd, data, len) == (ssize_t)len);
}

/* The whole file as "[a][b]\n[c]\n", one line a row. */
static void show_rows(struct csv_reader *r, char *out, size_t room)
{
	size_t len = 0;

	do {
		for (size_t i = 0; i < r->cells; i++)
			len += (size_t)snprintf(out + len, room - len, "[%s]", r->cell[i]);
		len += (size_t)snprintf(out + len, room - len, "\n");
	} while (csv_read_row(r));
}

static void foreign_files_are_read_or_called_malformed(void **state)
{
	static const struct {
		const char *row, *text, *wanted;
		bool malformed, truncated;
	} rows[] = {
		{"LF ends", "a,b\n1,2\n", "[a][b]\n[1][2]\n", false, false},
		{"CRLF ends", "a,b\r\n1,2\r\n", "[a][b]\n[1][2]\n", false, false},
		{"no end", "a,b\n1,2", "[a][b]\n[1][2]\n", false, true},
		{"cut behind a comma", "a,b\n1,", "[a][b]\n[1][]\n", false, true},
		{"cut behind CR", "a,b\r\n1,2\r", "[a][b]\n[1][2]\n", false, true},
		{"quotes", "\"a\",\"b,c\"\n\"d\"\"e\",\"\"\n", "[a][b,c]\n[d\"e][]\n", false,
		 false},
		{"a line end in quotes", "a\n\"b\r\nc\"\n", "[a]\n[b\r\nc]\n", false, false},
		{"empty cells", ",,\n", "[][][]\n", false, false},
		{"an empty row", "a\n\nb\n", "[a]\n[]\n[b]\n", false, false},
		{"a quote inside", "a\"b,c\n", "[a\"b][c]\n", false, false},
		{"a quoted last cell, no end", "a,b\n1,\"2\"", "[a][b]\n[1][2]\n", false, true},
		{"a quote that never ends", "a,b\n1,\"2\n", "[a][b]\n[1][2\n]\n", true, false},
		{"an opening quote at the end", "a\n\"", "[a]\n[]\n", true, true},
		{"an escaped quote at the end", "a\n\"x\"\"", "[a]\n[x\"]\n", true, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *name = new_name();
		struct csv_reader r;
		char found[256];

		put(name, rows[i].text, strlen(rows[i].text));
		want_int(rows[i].row, 0, csv_read_open(&r, folder, name));
		show_rows(&r, found, sizeof(found));
		const bool malformed = r.malformed, truncated = r.truncated;

		csv_read_close(&r);
		want_text(rows[i].row, rows[i].wanted, found);
		want_int(rows[i].row, rows[i].malformed, malformed);
		want_int(rows[i].row, rows[i].truncated, truncated);
	}
}

static void text_behind_a_closing_quote_and_a_bare_cr_are_malformed(void **state)
{
	static const char *const rows[] = {
		"a\n\"b\"c,d\n", "a\n\"b\" ,d\n", "a\nb\rc\nd\n", "a\n\"b\"\rc\n", "a\rb\rc\r",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *name = new_name();
		struct csv_reader r;
		char found[256];

		put(name, rows[i], strlen(rows[i]));
		want_int(rows[i], 0, csv_read_open(&r, folder, name));
		show_rows(&r, found, sizeof(found));
		const bool malformed = r.malformed;

		csv_read_close(&r);
		want_true(rows[i], malformed);
	}
}

static void an_empty_or_missing_file_is_an_error(void **state)
{
	const char *name = new_name();
	struct csv_reader r;

	(void)state;
	put(name, "", 0);
	want_int("empty", -ENODATA, csv_read_open(&r, folder, name));
	csv_read_close(&r);
	want_int("missing", -ENOENT, csv_read_open(&r, folder, "none.csv"));
	csv_read_close(&r);
	want_int("a folder", -FILE_NOT_PLAIN, csv_read_open(&r, folder, "."));
	csv_read_close(&r);
}

static void a_row_of_many_cells_is_read(void **state)
{
	enum { CELLS = 1000 };
	const char *name = new_name();
	char text[2 * CELLS + 1];
	struct csv_reader r;

	(void)state;
	for (int i = 0; i < CELLS; i++)
		memcpy(text + 2 * i, i + 1 < CELLS ? "x," : "x\n", 2);
	put(name, text, 2 * CELLS);
	want_int("csv_read_open", 0, csv_read_open(&r, folder, name));
	want_int("cells", CELLS, r.cells);
	csv_read_close(&r);
}

/* A file cut at any byte is read to its end, and never taken for whole unless it ends a row. */
static void a_file_cut_at_every_byte_is_read_safely(void **state)
{
	static const char text[] = "a,b\r\n1,\"x\"\"y\"\r\n,\"\r\n\"\r\n";

	(void)state;
	for (size_t len = 1; len < sizeof(text); len++) {
		const char *name = new_name();
		struct csv_reader r;
		char found[256];

		put(name, text, len);
		want_int(name, 0, csv_read_open(&r, folder, name));
		show_rows(&r, found, sizeof(found));
		const bool said = r.truncated || r.malformed;

		csv_read_close(&r);
		want_int("cut", len != 5 && len != 15 && len != sizeof(text) - 1, said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cells_are_written_as_their_kind_asks, "cells are written as their kind asks"),
		TEST(an_empty_first_cell_is_still_a_cell, "an empty first cell is still a cell"),
		TEST(a_file_that_is_there_is_not_written_over,
		     "a file that is there is not written over"),
		TEST(text_is_guarded_against_spreadsheets_and_terminals,
		     "text is guarded against spreadsheets and terminals"),
		TEST(guarded_text_is_cut_at_a_whole_character,
		     "guarded text is cut at a whole character"),
		TEST(hostile_cells_come_back_as_they_were_guarded,
		     "hostile cells come back as they were guarded"),
		TEST(random_words_come_back_unchanged, "random words come back unchanged"),
		TEST(a_full_disk_leaves_whole_rows_only, "a full disk leaves whole rows only"),
		TEST(a_header_that_cannot_be_written_is_an_error,
		     "a header that cannot be written is an error"),
		TEST(foreign_files_are_read_or_called_malformed,
		     "foreign files are read, or called malformed or truncated"),
		TEST(text_behind_a_closing_quote_and_a_bare_cr_are_malformed,
		     "text behind a closing quote, and a bare CR, are malformed"),
		TEST(an_empty_or_missing_file_is_an_error, "an empty or missing file is an error"),
		TEST(a_row_of_many_cells_is_read, "a row of many cells is read"),
		TEST(a_file_cut_at_every_byte_is_read_safely,
		     "a file cut at every byte is read safely and called cut"),
	};

	return cmocka_run_group_tests_name("csv", tests, open_scratch, close_scratch);
}
