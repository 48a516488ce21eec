/* SPDX-License-Identifier: MIT */
/* lab_look: what the kernel tells of a process or the system right now, for a lab that reckons. */
#include <limits.h>
#include <stdio.h>

#include "i18n/intl.h"
#include "kernel/parse.h"
#include "kernel/roots.h"
#include "lab.h"
#include "util/file.h"

int64_t lab_look(pid_t pid, const char *column)
{
	const int m = metric_find(column);
	struct value values[METRICS_MAX] = {0};
	struct learned learned = {0};
	static struct text text; /* kept: not every malloc has it again without a page fault */
	char path[PATH_MAX], reason[120];

	if (m >= 0 && metric_scope(&metrics[m]) != SCOPE_GROUP) {
		const enum source source = metrics[m].at.source;

		if (metric_scope(&metrics[m]) == SCOPE_PROCESS)
			format(path, sizeof(path), "%s/%d/%s", system_roots.proc, pid,
			       sources[source].path);
		else
			format(path, sizeof(path), "%s/%s", system_roots.proc,
			       sources[source].path);
		if (text_read(&text, path) == 0)
			parse_source(source, text.data, text.len, &learned, values);
		if (values[m].known)
			return values[m].n;
	}
	snprintf(reason, sizeof(reason), N_("%.40s (process %d) cannot be read here"), column, pid);
	lab_skip(reason);
}
