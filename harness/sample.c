/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "parse.h"
#include "sample.h"

const char *const sample_columns[SAMPLE_COLUMNS] = {
	"vm_size_kib", "vm_rss_kib", "minflt_total", "majflt_total", "cg_current_bytes",
};

static int open_of(const struct roots *roots, pid_t pid, const char *name)
{
	char path[PATH_MAX];

	format(path, sizeof(path), "%s/%d/%s", roots->proc, pid, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

int sampler_open(struct sampler *s, const struct roots *roots, pid_t pid, const struct group *group)
{
	*s = (struct sampler){-1, -1, -1, sysconf(_SC_PAGESIZE) / 1024, {0}};
	s->statm = open_of(roots, pid, "statm");
	s->stat = open_of(roots, pid, "stat");
	if (s->statm < 0 || s->stat < 0) {
		int error = -errno;

		sampler_close(s);
		return error;
	}
	if (group) {
		char path[PATH_MAX + NAME_MAX];

		format(path, sizeof(path), "%s/%s", group->folder,
		       sources[group->version == 2 ? SOURCE_CG_CURRENT : SOURCE_CG1_USAGE].path);
		s->usage = open(path, O_RDONLY | O_CLOEXEC);
	}
	return 0;
}

void sampler_close(struct sampler *s)
{
	close_fd(&s->statm);
	close_fd(&s->stat);
	close_fd(&s->usage);
	text_free(&s->text);
}

bool sampler_read(struct sampler *s, struct sample *out)
{
	struct value values[METRICS_MAX];
	struct statm_line statm;

	if (text_pread(&s->text, s->statm) < 0)
		return false;
	parse_statm(s->text.data, s->text.len, &statm);
	/* A process that is ending has no address space any more: its statm reads as zeros. */
	if (!statm.size.known || statm.size.n == 0 || !statm.resident.known)
		return false;
	if (text_pread(&s->text, s->stat) < 0)
		return false;
	parse_source(SOURCE_STAT, s->text.data, s->text.len, NULL, values);
	*out = (struct sample){
		.vm_size_kib = known(statm.size.n * s->page_kib),
		.vm_rss_kib = known(statm.resident.n * s->page_kib),
		.minflt = values[metric_find("minflt_total")],
		.majflt = values[metric_find("majflt_total")],
	};
	if (s->usage >= 0 && text_pread(&s->text, s->usage) == 0) {
		const char *number = s->text.data;

		out->cg_current_bytes = parse_number(&number, number + s->text.len);
	}
	return true;
}

void sample_values(const struct sample *s, struct value out[SAMPLE_COLUMNS])
{
	out[0] = s->vm_size_kib;
	out[1] = s->vm_rss_kib;
	out[2] = s->minflt;
	out[3] = s->majflt;
	out[4] = s->cg_current_bytes;
}
