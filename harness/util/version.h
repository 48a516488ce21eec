/* SPDX-License-Identifier: MIT */
#ifndef UTIL_VERSION_H
#define UTIL_VERSION_H

#define PAGELAB_VERSION "0.1.0"

#endif
