/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <math.h>

static void
pin_free (gpointer data)
{
  TfScenePin *pin = data;

  g_free (pin->name);
  tf_source_unref (pin->source);
  g_clear_pointer (&pin->replay, tf_replay_free);
  g_free (pin);
}

/* source: of other features than the session's, or NULL. */
static TfMoments *
get_moments (TfMoments *moments, TfSource *source, GCancellable *cancellable, GError **error)
{
  g_auto (TfFetched) fetched = { 0 };

  if (source == NULL)
    return tf_moments_ref (moments);
  if (!tf_source_fetch (source, cancellable, &fetched, error))
    return NULL;
  return g_steal_pointer (&fetched.moments);
}

TfMoments *
tf_scene_fetch_beside (TfMoments *moments, TfSession *session, GCancellable *cancellable, GError **error)
{
  TfMoments *own = get_moments (moments, session->beside_source, cancellable, error);

  if (own == NULL)
    g_prefix_error (error, "the second run’s features, %s: ", tf_source_get_title (session->beside_source));
  return own;
}

static gboolean
add_pin (TfScene *self, TfMoments *moments, TfSession *session, const TfSessionPin *pin, const TfSurveyQuestion *question,
         GCancellable *cancellable, GError **error)
{
  g_autoptr (TfMoments) own = get_moments (moments, pin->source, cancellable, NULL);
  TfScenePin *had;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (own == NULL)
    {
      self->n_lost++;
      return TRUE;
    }
  had = g_new0 (TfScenePin, 1);
  had->name = g_strdup (pin->name);
  had->hidden = pin->hidden;
  had->source = tf_source_ref (pin->source != NULL ? pin->source : session->source);
  had->replay = tf_replay_new (own, pin->course, &pin->at, question, cancellable, error);
  g_ptr_array_add (self->pins, had);
  return had->replay != NULL;
}

static gboolean
add_runs (TfScene *self, TfMoments *moments, TfSession *session, const TfSurveyQuestion *question,
          GCancellable *cancellable, GError **error)
{
  const TfInstant *until = isfinite (session->at.t) ? &session->at : NULL;
  g_autoptr (TfMoments) own = NULL;

  self->run = tf_replay_new (moments, session->course, until, question, cancellable, error);
  if (self->run == NULL || session->beside == NULL)
    return self->run != NULL;
  own = tf_scene_fetch_beside (moments, session, cancellable, error);
  if (own == NULL)
    return FALSE;
  self->beside = tf_replay_new (own, session->beside, &session->at, question, cancellable, error);
  return self->beside != NULL;
}

TfScene *
tf_scene_new (TfMoments              *moments,
              TfSession              *session,
              TfSceneParts            parts,
              const TfSurveyQuestion *question,
              GCancellable           *cancellable,
              GError                **error)
{
  g_autoptr (TfScene) self = g_new0 (TfScene, 1);

  self->pins = g_ptr_array_new_with_free_func (pin_free);
  if ((parts & TF_SCENE_RUNS) != 0 && !add_runs (self, moments, session, question, cancellable, error))
    return NULL;
  for (guint i = 0; i < session->pins->len; i++)
    {
      const TfSessionPin *pin = session->pins->pdata[i];
      gboolean wanted = (parts & TF_SCENE_PINS) != 0 || ((parts & TF_SCENE_SHOWN_PINS) != 0 && !pin->hidden);

      if (wanted && !add_pin (self, moments, session, pin, question, cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
tf_scene_free (TfScene *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->run, tf_replay_free);
  g_clear_pointer (&self->beside, tf_replay_free);
  g_ptr_array_unref (self->pins);
  g_free (self);
}
