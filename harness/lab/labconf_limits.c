/* SPDX-License-Identifier: MIT */
/* The lines of lab.conf that are about where a lab runs: its limits, and its machine. */
#include <string.h>

#include "i18n/intl.h"
#include "lab/labconf_internal.h"

/* "limit FILE VALUE": the file is one of cgroup v2. */
bool labconf_take_limit(char *value, struct labconf *conf, struct labconf_error *error)
{
	char *rest;

	if (!labconf_two_words(value, &rest) || strlen(value) >= sizeof(conf->limit[0].file) ||
	    strlen(rest) >= sizeof(conf->limit[0].value))
		return labconf_wrong(error,
				     _("expected a file of cgroup v2 and its value, as in "
				       "\"limit memory.max 64M\""),
				     value);
	if (conf->limits == LABCONF_LIMITS)
		return labconf_wrong(error, _("expected at most 8 limits"), value);
	strcpy(conf->limit[conf->limits].file, value);
	strcpy(conf->limit[conf->limits++].value, rest);
	return true;
}

const char *labconf_limit(const struct labconf *conf, const char *file)
{
	for (size_t i = 0; i < conf->limits; i++)
		if (strcmp(conf->limit[i].file, file) == 0)
			return conf->limit[i].value;
	return NULL;
}

bool labconf_needs(const struct labconf *conf, const char *word)
{
	const size_t wanted = strlen(word);

	for (const char *s = conf->needs; *s;) {
		s += strspn(s, " \t");
		const size_t len = strcspn(s, " \t");

		if (len == wanted && memcmp(s, word, len) == 0)
			return true;
		s += len;
	}
	return false;
}

/* "vm swap 256M": the machine of a lab that needs vm. scripts/vm judges the value. */
bool labconf_take_vm(char *value, struct labconf *conf, struct labconf_error *error)
{
	static const struct {
		const char *key, *name;
	} settings[LABCONF_VM] = {{"mem", "VM_MEM"},   {"cpus", "VM_CPUS"},
				  {"swap", "VM_SWAP"}, {"cgroup", "VM_CGROUP"},
				  {"thp", "VM_THP"},   {"overcommit", "VM_OVERCOMMIT"}};
	char *rest;

	if (!labconf_two_words(value, &rest) || strlen(rest) >= sizeof(conf->vm[0].value) ||
	    conf->vm_settings == LABCONF_VM)
		return labconf_wrong(error,
				     _("expected a setting of the machine, as in \"vm swap 256M\""),
				     value);
	for (size_t i = 0; i < LABCONF_VM; i++)
		if (strcmp(settings[i].key, value) == 0) {
			strcpy(conf->vm[conf->vm_settings].name, settings[i].name);
			strcpy(conf->vm[conf->vm_settings++].value, rest);
			return true;
		}
	return labconf_wrong(error, _("expected mem, cpus, swap, cgroup, thp or overcommit"),
			     value);
}
