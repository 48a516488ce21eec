/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/oom_settings.h"
#include "kernel/replaced.h"
#include "util/file.h"
#include "util/number.h"

static int read_number(const struct roots *roots, const char *file, struct value *out)
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX], kind[REPLACED_KIND];

	*out = unknown;
	format(path, sizeof(path), "sys/vm/%s", file);
	if (replaced_text(roots, path, kind))
		return -ENODATA; /* somebody else's answer: the kernel's is hidden behind it */
	format(path, sizeof(path), "%s/sys/vm/%s", roots->proc, file);
	const int error = text_read(&text, path);
	const char *s = text.data;
	if (!error)
		*out = parse_number(&s, s + text.len);
	return error;
}

void oom_settings_read(struct oom_settings *s, const struct roots *roots)
{
	s->panic_error = read_number(roots, "panic_on_oom", &s->panic);
	read_number(roots, "oom_kill_allocating_task", &s->kills_asking);
}
