/* SPDX-License-Identifier: MIT */
/* version: what this copy of Pagelab is called. */
#ifndef UTIL_VERSION_H
#define UTIL_VERSION_H

#define PAGELAB_VERSION "0.1.0"

#endif
