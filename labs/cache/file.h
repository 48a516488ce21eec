/* SPDX-License-Identifier: MIT */
/* The file of cache.c: what is done with it, and what the kernel tells of it. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdint.h>

/* On a disk, not in the page cache. Where that cannot be, the lab is skipped. */
void file_make(size_t bytes);
void file_read(void);
void file_write(void);
void file_flush(void); /* fsync(2) */
void file_drop(void);

int64_t file_in_cache_kib(void);
int64_t file_dirty_kib(void);

/* How much this process has had read from disks, in KiB: proc_pid_io(5). -1: it is not told. */
int64_t file_from_disk_kib(void);

/* m:in_cache_kib. Less than wanted because the kernel had to give up page cache: skips the lab. */
void measure_in_cache(int64_t wanted_kib);

/* Reads it so many times: m:us is how long the fastest took, m:from_disk_kib what that one brought.
 */
double measure_read(int times);

/* m:us is how long the act took, m:dirty_kib by how much it changed what waits for the disk. */
double measure_dirty(void (*act)(void), void (*undo)(void));

#endif
