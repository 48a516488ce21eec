/* SPDX-License-Identifier: MIT */
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

enum { CHILDREN = 1000 };

int main(int argc, char **argv)
{
	size_t size = lab_size(argc, argv, 4 * LAB_MIB);
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int gate[2], ready[2];
	char byte = 0;

	if (memory == MAP_FAILED || pipe(gate) < 0 || pipe(ready) < 0)
		lab_skip("no memory or no pipe");
	for (int i = 0; i < CHILDREN; i++) {
		pid_t pid = lab_fork("child");

		if (pid < 0)
			lab_skip("a thousand children are not allowed here");
		if (pid == 0) {
			close(gate[1]);
			if (write(ready[1], &byte, 1) == 1)
				_exit(read(gate[0], &byte, 1) != 0);
			_exit(1);
		}
	}
	for (int i = 0; i < CHILDREN; i++)
		if (read(ready[0], &byte, 1) != 1)
			lab_skip("a child did not start");
	lab_expect("minflt_total", (int64_t)(size / lab_page()), 0);
	lab_expect_of("child-1000", "minflt_total", 0, 0);
	LAB_STEP ("touch") {
		lab_write_pages(memory, size);
	}
	return 0;
}
