/* SPDX-License-Identifier: MIT */
#include "lab.h"

int main(void)
{
	return (int)(lab_page() == 0);
}
