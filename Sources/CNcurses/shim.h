// ncursesw for Swift: what the importer cannot say (macros, casts, globals) as inline functions.
#pragma once
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <wchar.h>

static inline WINDOW *cncurses_stdscr(void) { return stdscr; }
