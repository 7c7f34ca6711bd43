/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"
#include "config.h"

#include <string.h>

/* Before the first group there may be comments and empty lines. */
#define FIRST_GROUP "[Tightframe]"

static void
pin_free (TfSessionPin *pin)
{
  g_free (pin->name);
  g_clear_pointer (&pin->source, tf_source_unref);
  tf_course_unref (pin->course);
  g_free (pin);
}

/* public */

TfSession *
tf_session_new (TfSource *source, TfCourse *course, const TfInstant *at, const TfInstant *latest)
{
  TfSession *self = g_new0 (TfSession, 1);

  self->version = g_strdup (TF_VERSION);
  self->source = tf_source_ref (source);
  self->course = tf_course_ref (course);
  self->at = *at;
  self->latest = latest != NULL ? *latest : *at;
  self->pins = g_ptr_array_new_with_free_func ((GDestroyNotify) pin_free);
  self->view = g_ptr_array_new_with_free_func (g_free);
  return self;
}

TfSession *
tf_session_copy (TfSession *self)
{
  TfSession *copy = tf_session_new (self->source, self->course, &self->at, &self->latest);

  g_free (copy->version);
  copy->version = g_strdup (self->version);
  copy->path = g_strdup (self->path);
  tf_session_set_beside (copy, self->beside, self->beside_source);
  for (guint i = 0; i < self->pins->len; i++)
    {
      const TfSessionPin *pin = self->pins->pdata[i];

      tf_session_add_pin (copy, pin->name, pin->hidden, pin->source, pin->course, &pin->at);
    }
  for (guint i = 0; i < self->view->len; i++)
    g_ptr_array_add (copy->view, g_strdup (self->view->pdata[i]));
  return copy;
}

void
tf_session_free (TfSession *self)
{
  g_free (self->version);
  g_free (self->path);
  g_clear_pointer (&self->source, tf_source_unref);
  g_clear_pointer (&self->course, tf_course_unref);
  g_clear_pointer (&self->beside, tf_course_unref);
  g_clear_pointer (&self->beside_source, tf_source_unref);
  g_ptr_array_unref (self->pins);
  g_ptr_array_unref (self->view);
  g_free (self);
}

void
tf_session_set_source (TfSession *self, TfSource *source)
{
  tf_source_ref (source);
  tf_source_unref (self->source);
  self->source = source;
}

void
tf_session_set_beside (TfSession *self, TfCourse *beside, TfSource *source)
{
  if (beside != NULL)
    tf_course_ref (beside);
  if (source != NULL)
    tf_source_ref (source);
  g_clear_pointer (&self->beside_source, tf_source_unref);
  self->beside_source = source;
  g_clear_pointer (&self->beside, tf_course_unref);
  self->beside = beside;
}

void
tf_session_add_pin (TfSession       *self,
                    const char      *name,
                    gboolean         hidden,
                    TfSource        *source,
                    TfCourse        *course,
                    const TfInstant *at)
{
  TfSessionPin *pin;

  g_return_if_fail (self->pins->len < TF_SESSION_MAX_PINS);
  pin = g_new0 (TfSessionPin, 1);
  pin->name = g_strdup (name);
  pin->hidden = hidden;
  pin->source = source != NULL ? tf_source_ref (source) : NULL;
  pin->course = tf_course_ref (course);
  pin->at = *at;
  g_ptr_array_add (self->pins, pin);
}

gboolean
tf_session_is_text (const char *start, gsize length)
{
  const char *p = start, *end = start + length;

  if (length >= 3 && memcmp (p, "\xef\xbb\xbf", 3) == 0)
    p += 3;
  while (p < end && (g_ascii_isspace (*p) || *p == '#'))
    {
      if (*p == '#')
        p = memchr (p, '\n', end - p);
      if (p == NULL)
        return FALSE;
      p++;
    }
  return end - p >= (gssize) strlen (FIRST_GROUP) && memcmp (p, FIRST_GROUP, strlen (FIRST_GROUP)) == 0;
}
