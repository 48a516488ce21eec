/* SPDX-License-Identifier: MIT */
/*
 * po: translations as gettext's PO files hold them, see the GNU gettext manual, "The Format of PO
 * Files". Read as text, so that nobody needs msgfmt to build, nor an installed locale to run.
 */
#ifndef I18N_PO_H
#define I18N_PO_H

#include <stddef.h>

#include "util/names.h"

enum { PO_UNFIT = 8 };

/* All zero at first. */
struct po {
	struct names ids;  /* what the program says */
	char **translated; /* by the id's number less 1 */
	size_t room;
	/* Left out by po_add, each once: printf would take other arguments than for the id. */
	struct names unfit;
	size_t unfit_line[PO_UNFIT]; /* of the last text, in order */
	size_t unfit_lines;
};

/*
 * Adds the messages of a PO text; what is there already stays. Entries that are fuzzy, empty or
 * obsolete are left out, as msgfmt does, and those that form_fits refuses; of a message with plural
 * forms the first form is taken. 0; -ENOMEM; or -EILSEQ with *line: not PO from there on.
 */
int po_add(struct po *po, const char *text, size_t *line);

/* The translation, or NULL. */
const char *po_find(const struct po *po, const char *id);

void po_free(struct po *po);

#endif
