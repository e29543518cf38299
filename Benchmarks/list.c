// The floor that `./dev bench` measures against: the least that ncurses can do for a list of 1,000 rows over the whole
// screen. It has a header, a bar that keys move, and a status line, and lets the terminal scroll for it.
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>

enum { row_count = 1000 };

static int first, selected;

static void draw_row(int line, int row) {
  if (row == selected) attron(A_REVERSE);
  mvprintw(line, 0, "%-24s %04d %-12s", row % 2 ? "Morning latte, 3 cups" : "拿铁三次月卡", row, row % 3 ? "effective" : "expired");
  if (row == selected) {
    for (int column = getcurx(stdscr); column < COLS; column++) addch(' ');
    attroff(A_REVERSE);
  } else {
    clrtoeol();
  }
}

static void draw(void) {
  const int height = LINES - 2;
  if (selected < first) first = selected;
  if (selected >= first + height) first = selected - height + 1;
  mvaddstr(0, 0, "ROWS");
  for (int line = 0; line < height && first + line < row_count; line++) draw_row(line + 1, first + line);
  mvprintw(LINES - 1, 0, "row %d of %d", selected + 1, row_count);
  clrtoeol();
  refresh();
}

static void move_by(int rows) {
  selected += rows;
  if (selected < 0) selected = 0;
  if (selected >= row_count) selected = row_count - 1;
}

int main(void) {
  setlocale(LC_ALL, "");
  set_escdelay(25);
  initscr();
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  curs_set(0);
  idlok(stdscr, TRUE);
  for (;;) {
    draw();
    switch (getch()) {
      case KEY_DOWN: move_by(1); break;
      case KEY_UP: move_by(-1); break;
      case KEY_NPAGE: move_by(LINES - 2); break;
      case KEY_PPAGE: move_by(2 - LINES); break;
      case KEY_HOME: move_by(-row_count); break;
      case 'q':
      case ERR: return endwin();
    }
  }
}
