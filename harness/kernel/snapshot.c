/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/snapshot.h"
#include "util/failed.h"

/*
 * What a kernel that has no such text, or does not show it to us, answers, and a process that has
 * no memory any more (ESRCH). All else is an error.
 */
static bool is_withheld(int error)
{
	static const int words[] = {ENOENT, EACCES, EPERM,  EOPNOTSUPP,
				    ENODEV, EINVAL, ENOSYS, ESRCH};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (abs(error) == words[i])
			return true;
	return false;
}

/* Such a text is read all the same, and named. roots is NULL for a group. */
static void note_replaced(struct observer *o, const struct roots *roots, const char *folder,
			  enum source source, int fd)
{
	char name[REPLACED_NAME], kind[REPLACED_KIND];

	if (roots ? replaced_in_proc(roots, fd, kind) : replaced_in_group(folder, fd, kind))
		replaced_add(&o->replaced, unread_name(source, name, sizeof(name)), kind);
}

static int open_texts(struct observer *o, const struct roots *roots, const char *folder,
		      enum scope scope, int version)
{
	o->count = 0;
	o->scope = scope;
	o->unread = (struct unread){0};
	o->replaced = (struct replaced){0};
	for (enum source s = SOURCE_NONE + 1; s < SOURCES; s++) {
		char path[PATH_MAX + NAME_MAX];

		if (sources[s].scope != scope || sources[s].cgroup_version != version)
			continue;
		format(path, sizeof(path), "%s/%s", folder, sources[s].path);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 && is_withheld(errno)) {
			unread_add(&o->unread, s, errno);
			continue;
		}
		if (fd < 0 || o->count == OBSERVER_TEXTS) {
			const int error = failed(fd < 0 ? errno : E2BIG, "%s", path);

			close_fd(&fd);
			observer_close(o);
			return error;
		}
		note_replaced(o, roots, folder, s, fd);
		o->text[o->count].source = s;
		o->text[o->count].learned = (struct learned){0};
		o->text[o->count].was_read = false;
		o->text[o->count++].fd = fd;
	}
	if (o->count)
		return 0;
	if (!o->unread.count)
		return failed(ENOENT, "%s", folder);
	return failed(o->unread.text[0].error, "%s/%s", folder,
		      sources[o->unread.text[0].source].path);
}

int observer_open_process(struct observer *o, const struct roots *roots, pid_t pid)
{
	char folder[PATH_MAX];

	format(folder, sizeof(folder), "%s/%d", roots->proc, pid);
	return open_texts(o, roots, folder, SCOPE_PROCESS, 0);
}

int observer_open_system(struct observer *o, const struct roots *roots)
{
	return open_texts(o, roots, roots->proc, SCOPE_SYSTEM, 0);
}

int observer_open_group(struct observer *o, const struct group *group)
{
	const int error = open_texts(o, NULL, group->folder, SCOPE_GROUP, group->version);

	/* "Exists on non-root cgroups" (cgroup-v2.rst): nothing is withheld by their absence. */
	if (!error && group->version == 2 && strlen(group->folder) == group->mount_len)
		unread_remove(&o->unread, ENOENT);
	return error;
}

void observer_close(struct observer *o)
{
	for (size_t i = 0; i < o->count; i++)
		close_fd(&o->text[i].fd);
	o->count = 0;
}

/* v1 counts memory and swap together: the difference to memory alone is swap. */
static void split_memsw(struct value *values)
{
	static int swap = -1, used = -1;

	if (swap < 0) {
		swap = metric_find("cg_swap_current_bytes");
		used = metric_find("cg_current_bytes");
	}
	struct value difference = value_delta(values[used], values[swap]);

	/* two reads of moving numbers: never below none */
	if (difference.known && difference.n < 0)
		difference.n = 0;
	values[swap] = difference;
}

/* From the text that is at hand: opening and reading stat again costs more than all parsing. */
static void take_comm(struct observer *o, const struct text *text)
{
	struct stat_line stat;

	if (text->len && parse_stat(text->data, text->len, &stat))
		memcpy(o->comm, stat.comm, sizeof(o->comm));
}

/*
 * v1 has a limit of memory and one of memory and swap together. Memory is charged in batches of up
 * to 64 pages (MEMCG_CHARGE_BATCH), to the second first. Where that is no more than a batch above
 * the first, as ours is, it is run into first, and failcnt stays 0 in a group that hits its limit
 * all the time. Unknown, not 0.
 */
static void forget_uncounted_hits(const struct text *buffer, struct value *values)
{
	const struct value max = values[metric_find("cg_max_bytes")];
	const char *number = buffer->data;
	const struct value memsw = parse_number(&number, number + buffer->len);

	if (max.known && memsw.known && memsw.n - max.n < 64 * sysconf(_SC_PAGESIZE) &&
	    memsw.n < INT64_MAX / 2)
		values[metric_find("cg_max_hits_total")] = unknown;
}

/*
 * Reads one text; one that is not shown is empty. 0 or -errno of one that was shown before, or that
 * failed. ESRCH is the answer of a process that has no memory any more.
 */
static int read_one(struct observer *o, size_t i, struct text *buffer)
{
	const struct source_info *source = &sources[o->text[i].source];
	const bool one_line = source->format == FORMAT_NUMBER || source->format == FORMAT_FIELDS;
	const int error = (one_line ? text_pread_line : text_pread)(buffer, o->text[i].fd);

	if (!error) {
		o->text[i].was_read = true;
		/* That of a process that ends is. */
		if (!buffer->len && o->scope == SCOPE_SYSTEM)
			unread_add(&o->unread, o->text[i].source, ENODATA);
		return 0;
	}
	buffer->len = 0;
	if (error == -ESRCH)
		return 0;
	if (is_withheld(error) && !o->text[i].was_read) {
		unread_add(&o->unread, o->text[i].source, error);
		return 0;
	}
	return failed(error, "%s", source->path);
}

int observer_read(struct observer *o, struct text *buffer, struct value *values)
{
	int error = 0;

	o->comm[0] = '\0';
	for (size_t i = 0; i < metric_count; i++)
		if (metric_scope(&metrics[i]) == o->scope)
			values[i] = unknown;
	for (size_t i = 0; i < o->count; i++) {
		const enum source source = o->text[i].source;
		const int failure = read_one(o, i, buffer);

		error = error ? error : failure;
		parse_source(source, buffer->data, buffer->len, &o->text[i].learned, values);
		if (source == SOURCE_STAT)
			take_comm(o, buffer);
		if (source == SOURCE_CG1_MEMSW)
			split_memsw(values);
		if (source == SOURCE_CG1_MEMSW_LIMIT)
			forget_uncounted_hits(buffer, values);
	}
	return error;
}
