/* SPDX-License-Identifier: MIT */
/*
 * cap_settings: nothing that a new group takes over is trusted. A v1 group inherits from its parent
 * (mm/memcontrol.c, mem_cgroup_css_alloc); on v2 each has a default, which is looked at all the
 * same. Sources: cgroup-v1/memory.rst, cgroup-v2.rst.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cgroup/cap_internal.h"
#include "i18n/intl.h"
#include "kernel/group_bounds.h"
#include "util/file.h"

static const struct setting {
	int version;
	const char *file, *key; /* the key of a text with several lines, or NULL */
	const char *value;
	enum { ALWAYS, WITH_SWAP, WITHOUT_SWAP } when; /* as lab.conf lets the lab swap or not */
} settings[] = {
	/* with 1 nobody is killed: whoever wants a page in a full group waits for ever */
	{1, "memory.oom_control", "oom_kill_disable", "0", ALWAYS},
	{1, "memory.swappiness", NULL, "60", WITH_SWAP},
	{1, "memory.swappiness", NULL, "0", WITHOUT_SWAP},
	/* with 1 the harness's pages would move in with the child */
	{1, "memory.move_charge_at_immigrate", NULL, "0", ALWAYS},
	/* with 1 a release agent may remove the group before it is read */
	{1, "notify_on_release", NULL, "0", ALWAYS},
	{2, "cgroup.type", NULL, "domain", ALWAYS},
	{2, "memory.oom.group", NULL, "0", ALWAYS},
	{2, "memory.min", NULL, "0", ALWAYS},
	{2, "memory.low", NULL, "0", ALWAYS},
	{2, "memory.high", NULL, "max", ALWAYS},
	/* what the compressed cache holds of swap would be charged to the group again */
	{2, "memory.zswap.max", NULL, "0", WITH_SWAP},
};

/* What stands there now. -errno; -ENOENT: this kernel has no such file. */
static int read_setting(const struct group *group, const struct setting *s, char out[48])
{
	CLEANUP_TEXT struct text text = {0};
	char path[PATH_MAX + NAME_MAX];
	int error;

	format(path, sizeof(path), "%s/%s", group->folder, s->file);
	if ((error = text_read(&text, path)) < 0)
		return error;
	if (s->key) {
		const struct value value = group_keyed(group, s->file, s->key);

		snprintf(out, 48, "%lld", value.known ? (long long)value.n : -1LL);
		return 0;
	}
	snprintf(out, 48, "%.*s", (int)strcspn(text.data, "\n"), text.data);
	return 0;
}

static int settle(const struct group *group, const struct setting *s, struct cap_tries *tries)
{
	char is[48] = "?";
	int error = read_setting(group, s, is);

	if (error == -ENOENT)
		return 0;
	if (!error && strcmp(is, s->value) == 0)
		return 0;
	if (!error)
		error = cap_write(group->folder, s->file, s->value);
	if (!error)
		error = read_setting(group, s, is);
	if (!error && strcmp(is, s->value) != 0)
		error = -EPROTO;
	if (error)
		cap_tried(tries, N_("its settings"), _("no: %s is %s and cannot be %s: %s"),
			  s->file, is, s->value, intl_error(-error));
	return error;
}

int cap_settle(const struct cap *cap, const struct labconf *conf, struct cap_tries *tries)
{
	int error = 0;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) && !error; i++) {
		const struct setting *s = &settings[i];

		if (s->version == cap->group.version &&
		    (s->when == ALWAYS || (s->when == WITH_SWAP) == cap->swaps) &&
		    !labconf_limit(conf, s->file))
			error = settle(&cap->group, s, tries);
	}
	return error;
}
