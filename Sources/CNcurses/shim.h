// ncursesw for Swift: what the importer cannot say (macros, casts, globals) as inline functions.
#pragma once
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include <term.h>
#undef lines
#undef columns

static inline WINDOW *cncurses_stdscr(void) { return stdscr; }
static inline int cncurses_colors(void) { return COLORS; }

/// newterm(3) on standard input; `name` is a terminfo name, or NULL for TERM. NULL when there is no such entry.
static inline SCREEN *cncurses_newterm(const char *name, FILE *output) { return newterm(name, output, stdin); }

/// tigetstr(3), NULL when the terminal has not got it.
static inline const char *cncurses_capability(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}

/// setcchar(3): one cell of a base character and up to four marks; what cannot be one shows as U+FFFD.
static inline cchar_t cncurses_cell(const wchar_t *text, unsigned long attributes, short pair) {
  cchar_t cell;
  if (setcchar(&cell, text, (attr_t)attributes, pair, NULL) != OK)
    (void)setcchar(&cell, L"\uFFFD", (attr_t)attributes, pair, NULL);
  return cell;
}

/// The same cell with another single character: all that setcchar(3) would set differently.
static inline cchar_t cncurses_cell_like(cchar_t cell, wchar_t character) {
  cell.chars[0] = character;
  return cell;
}

/// mvadd_wchnstr(3): cells one after another, each as wide as its character is.
static inline void cncurses_put(int row, int column, const cchar_t *cells, int count) {
  (void)mvadd_wchnstr(row, column, cells, count);
}

/// wbkgrndset(3): what erasing leaves.
static inline void cncurses_set_background(short pair) {
  cchar_t blank;
  if (setcchar(&blank, L" ", A_NORMAL, pair, NULL) == OK) wbkgrndset(stdscr, &blank);
}

/// Empties the string that resets the palette (`oc` of terminfo), which ncurses sends whenever a stopped program goes on:
/// no colour of the palette is changed here, so a reset would only take away what the user has set. tigetstr(3) gives the
/// string that the library itself uses, in memory that it has read from the terminfo file.
static inline void cncurses_keep_palette(void) {
  char *reset = tigetstr("oc");
  if (reset != NULL && reset != (char *)-1) *reset = '\0';
}

static inline unsigned long cncurses_bold(void) { return WA_BOLD; }
static inline unsigned long cncurses_dim(void) { return WA_DIM; }
static inline unsigned long cncurses_reverse(void) { return WA_REVERSE; }
static inline unsigned long cncurses_underline(void) { return WA_UNDERLINE; }

/// setlocale(3) for characters alone: the user's locale when it is UTF-8, else C.UTF-8. False when neither is there.
static inline bool cncurses_use_utf8(void) {
  if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}
