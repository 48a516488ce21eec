/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel/parse.h"
#include "kernel/sample.h"
#include "util/failed.h"

const char *const sample_columns[SAMPLE_COLUMNS] = {
	"vm_size_kib",	    "vm_rss_kib",      "minflt_total",	"majflt_total",
	"cg_current_bytes", "cg_kernel_bytes", "cg_file_bytes", "cg_anon_bytes",
};

static int open_of(const struct roots *roots, pid_t pid, const char *name)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/%s", roots->proc, pid, name);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		failed(errno, "%s", path);
	return fd;
}

static int open_of_group(const struct group *group, enum source v2, enum source v1, int *error)
{
	char path[PATH_MAX + NAME_MAX];

	format(path, sizeof(path), "%s/%s", group->folder,
	       sources[group->version == 2 ? v2 : v1].path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = open(path, O_RDONLY | O_CLOEXEC); /* not there: then twice */
	if (fd < 0 && errno != ENOENT && errno != EACCES)
		*error = failed(errno, "%s", path);
	return fd;
}

int sampler_open(struct sampler *s, const struct roots *roots, pid_t pid, const struct group *group,
		 bool capped)
{
	*s = (struct sampler){
		.statm = -1,
		.stat = -1,
		.usage = -1,
		.kernel = -1,
		.group_stat = -1,
		.page_kib = sysconf(_SC_PAGESIZE) / 1024,
	};
	int error = 0;
	s->statm = open_of(roots, pid, "statm");
	s->stat = open_of(roots, pid, "stat");
	if (s->statm < 0 || s->stat < 0) {
		error = -errno;
		sampler_close(s);
		return error;
	}
	if (!group)
		return 0;
	s->cgroup_version = group->version;
	s->usage = open_of_group(group, SOURCE_CG_CURRENT, SOURCE_CG1_USAGE, &error);
	if (capped)
		s->group_stat = open_of_group(group, SOURCE_CG_STAT, SOURCE_CG1_STAT, &error);
	if (capped && group->version == 1)
		s->kernel = open_of_group(group, SOURCE_NONE, SOURCE_CG1_KMEM, &error);
	return error;
}

void sampler_close(struct sampler *s)
{
	close_fd(&s->statm);
	close_fd(&s->stat);
	close_fd(&s->usage);
	close_fd(&s->kernel);
	close_fd(&s->group_stat);
	text_free(&s->text);
}

/* Whether it was read. The process may be gone, its group too: all else is an error of ours. */
static bool was_read(struct sampler *s, int error, const char *what)
{
	if (error && error != -ESRCH && error != -ENODEV && !s->error)
		s->error = failed(error, "%s", what);
	return !error;
}

/* What the group holds besides the process's own pages. */
static void sample_group(struct sampler *s, struct sample *out)
{
	struct value values[METRICS_MAX] = {0};

	if (s->group_stat >= 0 &&
	    was_read(s, text_pread(&s->text, s->group_stat), "memory.stat"))
		parse_source(s->cgroup_version == 2 ? SOURCE_CG_STAT : SOURCE_CG1_STAT,
			     s->text.data, s->text.len, &s->learned, values);
	if (s->kernel >= 0 &&
	    was_read(s, text_pread_line(&s->text, s->kernel), "memory.kmem.usage_in_bytes"))
		parse_source(SOURCE_CG1_KMEM, s->text.data, s->text.len, NULL, values);
	out->cg_kernel_bytes = values[metric_find("cg_kernel_bytes")];
	out->cg_anon_bytes = values[metric_find("cg_anon_bytes")];
	out->cg_file_bytes = values[metric_find("cg_file_bytes")];
}

/*
 * In this order: usage, faults, the group's parts. What is touched or freed between two reads then
 * makes the sum of the parts smaller than what was charged, never larger.
 */
bool sampler_read(struct sampler *s, struct sample *out)
{
	struct value values[METRICS_MAX], usage = unknown;
	struct statm_line statm;

	if (s->usage >= 0 &&
	    was_read(s, text_pread_line(&s->text, s->usage), "the group's memory usage")) {
		const char *number = s->text.data;

		usage = parse_number(&number, number + s->text.len);
	}
	if (!was_read(s, text_pread_line(&s->text, s->statm), "/proc/PID/statm"))
		return false;
	parse_statm(s->text.data, s->text.len, &statm);
	/* A process that is ending has no address space any more: its statm reads as zeros. */
	if (!statm.size.known || statm.size.n == 0 || !statm.resident.known)
		return false;
	if (!was_read(s, text_pread_line(&s->text, s->stat), "/proc/PID/stat"))
		return false;
	parse_source(SOURCE_STAT, s->text.data, s->text.len, NULL, values);
	*out = (struct sample){
		.vm_size_kib = known(statm.size.n * s->page_kib),
		.vm_rss_kib = known(statm.resident.n * s->page_kib),
		.minflt = values[metric_find("minflt_total")],
		.majflt = values[metric_find("majflt_total")],
		.cg_current_bytes = usage,
	};
	sample_group(s, out);
	return true;
}

void sample_values(const struct sample *s, struct value out[SAMPLE_COLUMNS])
{
	out[0] = s->vm_size_kib;
	out[1] = s->vm_rss_kib;
	out[2] = s->minflt;
	out[3] = s->majflt;
	out[4] = s->cg_current_bytes;
	out[5] = s->cg_kernel_bytes;
	out[6] = s->cg_file_bytes;
	out[7] = s->cg_anon_bytes;
}
