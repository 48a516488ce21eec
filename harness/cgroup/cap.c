/* SPDX-License-Identifier: MIT */
/* A group with its limits, read back before anything is started in it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cgroup/cap_internal.h"
#include "i18n/intl.h"
#include "kernel/parse.h"
#include "util/file.h"
#include "util/line.h"
#include "util/size.h"

enum { NAMES = 1000, V1_SWAP_APART = 4 * 1024 * 1024 };

/* lab.conf uses v2's names; v1 has a file for some of them. */
static const char *file_for(const struct group *group, const char *v2)
{
	if (group->version == 2)
		return v2;
	return strcmp(v2, "memory.max") == 0 ? "memory.limit_in_bytes" : NULL;
}

/* Claims a name that nobody has, with memory.max set. */
static int create(struct cap *cap, const struct roots *roots, const char *bytes)
{
	const struct cap_backend *backends[] = {NULL, &cap_raw};
	const size_t parent_len = strlen(cap->group.folder);
	int error = -EEXIST;

	if (strcmp(cap->where, "root") == 0)
		backends[0] = cap_libcgroup();
	for (int n = 1; n <= NAMES && error == -EEXIST; n++) {
		cap->group.folder[parent_len] = '\0';
		if (!line_add(cap->group.folder, sizeof(cap->group.folder),
			      "/" CAP_PREFIX "%u-%d-%" PRId64 "-%d", (unsigned)getuid(), getpid(),
			      cap_start_of(roots, getpid()), n))
			return -ENAMETOOLONG;
		for (size_t b = 0; b < 2; b++) {
			if (!backends[b])
				continue;
			cap->how = backends[b]->name;
			error = backends[b]->create(&cap->group,
						    file_for(&cap->group, "memory.max"), bytes);
			if (!error || error == -EEXIST)
				break;
		}
	}
	return error;
}

static bool swap_is_on(const struct roots *roots)
{
	CLEANUP_TEXT struct text text = {0};
	struct value values[METRICS_MAX] = {0}, swap;
	struct learned learned = {0};
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/meminfo", roots->proc);
	if (text_read(&text, path) < 0)
		return true; /* unknown: as if it were */
	parse_source(SOURCE_MEMINFO, text.data, text.len, &learned, values);
	swap = values[metric_find("swap_total_kib")];
	return !swap.known || swap.n > 0;
}

/*
 * Else a group with swap that is full swaps instead of invoking the OOM killer. v1 has one limit for
 * memory and swap, which is asked first and whose failures Linux 6.18 does not count: it is above that
 * of memory by more than one charge asks for (64 pages, or a huge page), so that the limit of memory
 * is the one that is hit, and failcnt tells it. That nothing is swapped swappiness 0 sees to.
 */
static int forbid_swap(const struct cap *cap, const struct roots *roots, int64_t limit)
{
	char bytes[32];

	snprintf(bytes, sizeof(bytes), "%" PRId64, limit + V1_SWAP_APART);
	if (cap->swaps)
		return 0;
	int error = cap->group.version == 2
			    ? cap_write(cap->group.folder, "memory.swap.max", "0")
			    : cap_write(cap->group.folder, "memory.memsw.limit_in_bytes", bytes);

	return error == -ENOENT && !swap_is_on(roots) ? 0 : error;
}

static int set_one(const struct cap *cap, const struct labconf *conf, size_t i, struct value limit)
{
	const char *file = conf->limit[i].file, *value = conf->limit[i].value;
	const bool is_swap = strcmp(file, "memory.swap.max") == 0;
	const struct value size = size_parse(value);
	char bytes[32];

	/* v1 has no limit of its own for swap, and a new group there has none with it. */
	if (strcmp(file, "memory.max") == 0 || (is_swap && !cap->swaps) ||
	    (is_swap && cap->group.version == 1 && strcmp(value, "max") == 0))
		return 0;
	if (!file_for(&cap->group, file))
		return -ENOTSUP;
	if (size.known && strcmp(file, "memory.high") == 0) {
		snprintf(bytes, sizeof(bytes), "%" PRId64, cap_in_proportion(conf, size.n, limit));
		value = bytes;
	}
	return cap_write(cap->group.folder, file_for(&cap->group, file), value);
}

static int set_others(const struct cap *cap, const struct roots *roots, const struct labconf *conf,
		      struct value limit, struct cap_tries *tries)
{
	int error = forbid_swap(cap, roots, limit.n);

	for (size_t i = 0; i < conf->limits && !error; i++) {
		error = set_one(cap, conf, i, limit);
		if (error == -ENOTSUP)
			cap_tried(tries, conf->limit[i].file,
				  _("no: only cgroup v2 has it, and memory is on v1 here"));
	}
	return error;
}

/* A limit that was not taken is no limit: it is read back before anything is started. */
static int read_back(struct cap *cap, int64_t bytes)
{
	const int64_t page = sysconf(_SC_PAGESIZE);

	cap->limit_bytes = group_own_limit(&cap->group);
	return cap->limit_bytes.known && cap->limit_bytes.n == bytes / page * page ? 0 : -EPROTO;
}

static int lock_and_open(struct cap *cap)
{
	char procs[PATH_MAX + NAME_MAX];

	cap->lock = open(cap->group.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cap->lock < 0 || flock(cap->lock, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	format(procs, sizeof(procs), "%s/cgroup.procs", cap->group.folder);
	cap->procs = open(procs, O_WRONLY | O_CLOEXEC);
	return cap->procs < 0 ? -errno : 0;
}

int cap_make(struct cap *cap, const struct roots *roots, const struct labconf *conf,
	     struct value limit, struct cap_tries *tries)
{
	const char *in_conf = labconf_limit(conf, "memory.max");
	const char *swap = labconf_limit(conf, "memory.swap.max");
	char bytes[32];
	int error;

	*cap = (struct cap){.lock = -1, .procs = -1, .swaps = swap && strcmp(swap, "0") != 0};
	const struct value largest = cap_largest(conf, limit);
	if (!limit.known && in_conf)
		limit = size_parse(in_conf);
	if (!limit.known)
		return -EINVAL;
	cap_clean(roots);
	if (!cap_find_parent(roots, &cap->group, &cap->where, tries))
		return -EPERM;
	/* Held until the room is there and counts: it is closed on every way out. */
	CLEANUP_FD int lock = promise_lock(&cap->group);
	if (lock < 0) {
		cap_tried(tries, N_("a promise of memory"), _("no: %s"), intl_error(EBUSY));
		return -EBUSY;
	}
	promise_find(roots, &cap->group, cap->swaps, NULL, &cap->promise);
	if (cap->promise.most.known && largest.n > cap->promise.most.n)
		return -EDQUOT;
	if ((error = cap_prepare(&cap->group)) < 0) {
		cap_tried(tries, N_("memory for groups below ours"), _("no: %s"),
			  intl_error(-error));
		return error;
	}
	snprintf(bytes, sizeof(bytes), "%" PRId64, limit.n);
	if ((error = create(cap, roots, bytes)) < 0) {
		cap_tried(tries, N_("a group by its files"), _("no: %.80s: %s"), cap->group.folder,
			  intl_error(-error));
		return error == -EACCES || error == -EROFS ? -EPERM : error;
	}
	cap->is_made = true;
	if ((error = lock_and_open(cap)) < 0 || (error = cap_settle(cap, conf, tries)) < 0 ||
	    (error = set_others(cap, roots, conf, limit, tries)) < 0 ||
	    (error = read_back(cap, limit.n)) < 0) {
		if (error != -ENOTSUP)
			cap_tried(tries, N_("its limits"), _("no: %s"), intl_error(-error));
		cap_destroy(cap);
	}
	cap->made_bytes = cap->limit_bytes;
	return error;
}

int cap_change_max(struct cap *cap, const struct roots *roots, int64_t bytes)
{
	const char *file = file_for(&cap->group, "memory.max");
	const bool v1 = cap->group.version == 1, falls = bytes < cap->limit_bytes.n;
	char text[32];
	int error = 0;

	if (bytes < CAP_FLOOR_BYTES)
		return -EINVAL;
	snprintf(text, sizeof(text), "%" PRId64, bytes);
	/* v1 keeps memory and swap at no less than memory: it rises first and falls last. */
	if (v1 && !falls)
		error = forbid_swap(cap, roots, bytes);
	if (!error)
		error = cap_write(cap->group.folder, file, text);
	if (!error && v1 && falls)
		error = forbid_swap(cap, roots, bytes);
	return error ? error : read_back(cap, bytes);
}

bool cap_holds(const struct cap *cap, const struct roots *roots, pid_t pid)
{
	struct group group;

	return group_find(roots, pid, &group) == 0 && strcmp(group.folder, cap->group.folder) == 0;
}
