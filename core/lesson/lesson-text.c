/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lesson-text.h"

#include <string.h>

#define SHORT_SIDE 4 /* letters of one side of an equation */
#define WORD_JOINER "\342\201\240" /* U+2060 */
#define FIXED_SPACE "\302\240"     /* U+00A0, where no line ends */

/* Deeper than this nothing is nested that a person wrote. */
#define MAX_DEPTH 8

static const struct
{
  const char *name, *sign;
} signs[] = {
  { "alpha", "α" },   { "beta", "β" },     { "gamma", "γ" },   { "delta", "δ" },  { "epsilon", "ε" }, { "eta", "η" },
  { "theta", "θ" },   { "kappa", "κ" },    { "lambda", "λ" },  { "mu", "μ" },     { "rho", "ρ" },     { "sigma", "σ" },
  { "tau", "τ" },     { "Delta", "Δ" },    { "Sigma", "Σ" },   { "nabla", "∇" },  { "to", "→" },      { "le", "≤" },
  { "ge", "≥" },      { "ne", "≠" },       { "approx", "≈" },  { "cdot", "·" },   { "times", "×" },   { "infty", "∞" },
  { "sqrt", "√" },    { "pm", "±" },       { "norm", "‖" },
};

typedef struct
{
  GString *out;
  gboolean plain;
} Writer;

static void write_text (Writer *writer, const char *text, const char *end, guint depth);

static void
add_tag (Writer *writer, const char *tag)
{
  if (!writer->plain)
    g_string_append (writer->out, tag);
}

static void
add_letters (Writer *writer, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, length);

  if (writer->plain)
    g_string_append_len (writer->out, text, length);
  else
    g_string_append (writer->out, escaped);
}

/* text: after a backslash. How many bytes of it were taken; 0: none means anything. */
static gsize
write_sign (Writer *writer, const char *text, const char *end)
{
  gsize length = 0;

  while (text + length < end && g_ascii_isalpha (text[length]))
    length++;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (length > 0 && strlen (signs[i].name) == length && memcmp (signs[i].name, text, length) == 0)
      {
        g_string_append (writer->out, signs[i].sign);
        return length;
      }
  if (length > 0 || text >= end || !g_ascii_ispunct (*text))
    return 0;
  add_letters (writer, text, 1);
  return 1;
}

/* The end of what a mark around words begins, or NULL. */
static const char *
find_closing (const char *text, const char *end, const char *mark)
{
  gsize length = strlen (mark);

  if (text >= end || g_ascii_isspace (*text))
    return NULL;
  for (const char *p = text; p + length <= end; p++)
    if (*p == '\\' && p + 1 < end)
      p++;
    else if (p > text && strncmp (p, mark, length) == 0 && !g_ascii_isspace (p[-1]))
      return p;
  return NULL;
}

static const char *
find_brace (const char *text, const char *end)
{
  guint depth = 0;

  for (const char *p = text; p < end; p++)
    if (*p == '{')
      depth++;
    else if (*p == '}' && depth-- == 0)
      return p;
  return NULL;
}

/* Behind _ or ^: a group in braces, or one letter. NULL where there is neither. */
static const char *
write_script (Writer *writer, const char *text, const char *end, gboolean above, guint depth)
{
  const char *from = text, *to, *next;

  if (text >= end)
    return NULL;
  if (*text == '{')
    {
      from = text + 1;
      to = find_brace (from, end);
      if (to == NULL)
        return NULL;
      next = to + 1;
    }
  else
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_isalnum (c) && c != 0x221e && c != '*') /* infinity */
        return NULL;
      next = to = g_utf8_next_char (text);
    }
  if (writer->plain)
    {
      g_string_append_c (writer->out, above ? '^' : '_');
      g_string_append_len (writer->out, text, next - text);
      return next;
    }
  add_tag (writer, above ? "<sup>" : "<sub>");
  write_text (writer, from, to, depth + 1);
  add_tag (writer, above ? "</sup>" : "</sub>");
  return next;
}

static const struct
{
  const char *mark, *open, *close;
} marks[] = { { "**", "<b>", "</b>" }, { "*", "<i>", "</i>" }, { "`", "<tt>", "</tt>" } };

/* Where words between two marks begin: past them, or NULL. */
static const char *
write_marked (Writer *writer, const char *text, const char *end, guint depth)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      gsize length = strlen (marks[i].mark);
      const char *from = text + length, *to;

      if (end - text < (gssize) length || strncmp (text, marks[i].mark, length) != 0)
        continue;
      to = find_closing (from, end, marks[i].mark);
      if (to == NULL)
        continue;
      add_tag (writer, marks[i].open);
      if (*text == '`')
        add_letters (writer, from, to - from);
      else
        write_text (writer, from, to, depth + 1);
      add_tag (writer, marks[i].close);
      return to + length;
    }
  return NULL;
}

/* No line ends within "1/β". */
static gboolean
is_kept_together (const Writer *writer, const char *text, const char *start, const char *end)
{
  return !writer->plain && *text == '/' && text > start && !g_ascii_isspace (text[-1]) && text + 1 < end
         && !g_ascii_isspace (text[1]);
}

static const struct
{
  const char *sign;
  gboolean    joins; /* what follows, too: a sum of two is short, an equation need not be */
} operators[] = {
  { "=" },       { "<" },         { ">" },         { "≤" },       { "≥" },           { "≠" },           { "≈" },
  { "→" },       { "\\le" },      { "\\ge" },      { "\\ne" },    { "\\to" },        { "\\approx" },    { "+", TRUE },
  { "−", TRUE }, { "·", TRUE },   { "×", TRUE },   { "±", TRUE }, { "\\cdot", TRUE }, { "\\times", TRUE }, { "\\pm", TRUE },
};

/* Within the brackets behind a root. text: at a space. */
static gboolean
is_under_root (const char *text, const char *start)
{
  guint depth = 0;

  for (const char *p = text; p > start; p--)
    if (p[-1] == ')')
      depth++;
    else if (p[-1] == '(' && depth-- == 0)
      {
        g_autofree char *before = g_strndup (start, p - 1 - start);

        return g_str_has_suffix (before, "√") || g_str_has_suffix (before, "\\sqrt");
      }
  return FALSE;
}

/* "c = √(λ_W λ_H)": of what stands before an equation's sign, at a space before it. */
static gboolean
is_short (const char *sign, const char *start)
{
  const char *word = sign - 1;

  while (word > start && word[-1] != ' ')
    word--;
  return sign - 1 - word > 0 && g_utf8_strlen (word, sign - 1 - word) <= SHORT_SIDE;
}

/* No line ends before the sign of an equation, behind that of a short one, at that of a sum, nor under a root. text: at
 * a space. */
static gboolean
is_in_formula (const Writer *writer, const char *text, const char *start, const char *end)
{
  if (writer->plain || *text != ' ')
    return FALSE;
  if (is_under_root (text, start))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      const char *sign = operators[i].sign;
      gsize length = strlen (sign);

      if (end - text > (gssize) length + 1 && strncmp (text + 1, sign, length) == 0 && text[1 + length] == ' ')
        return TRUE;
      if (text - start > (gssize) length && strncmp (text - length, sign, length) == 0 && text[-(gssize) length - 1] == ' '
          && (operators[i].joins || is_short (text - length, start)))
        return TRUE;
    }
  return FALSE;
}

static const char *
write_next (Writer *writer, const char *text, const char *start, const char *end, guint depth)
{
  const char *next = NULL;
  gsize taken;

  if (*text == '\\' && (taken = write_sign (writer, text + 1, end)) > 0)
    return text + 1 + taken;
  if (depth < MAX_DEPTH && (*text == '*' || *text == '`'))
    next = write_marked (writer, text, end, depth);
  else if (depth < MAX_DEPTH && (*text == '_' || *text == '^') && text > start && !g_ascii_isspace (text[-1]))
    next = write_script (writer, text + 1, end, *text == '^', depth);
  if (next != NULL)
    return next;
  if (is_in_formula (writer, text, start, end))
    {
      add_letters (writer, FIXED_SPACE, strlen (FIXED_SPACE));
      return text + 1;
    }
  next = g_utf8_next_char (text);
  add_letters (writer, text, next - text);
  if (is_kept_together (writer, text, start, end))
    add_letters (writer, WORD_JOINER, strlen (WORD_JOINER));
  return next;
}

static void
write_text (Writer *writer, const char *text, const char *end, guint depth)
{
  const char *start = text;

  while (text < end)
    text = write_next (writer, text, start, end, depth);
}

static char *
convert (const char *text, gboolean plain)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  Writer writer = { g_string_new (NULL), plain };

  write_text (&writer, valid, valid + strlen (valid), 0);
  return g_string_free (writer.out, FALSE);
}

/* public */

char *
tf_lesson_text_to_markup (const char *text)
{
  return convert (text, FALSE);
}

char *
tf_lesson_text_to_plain (const char *text)
{
  return convert (text, TRUE);
}
