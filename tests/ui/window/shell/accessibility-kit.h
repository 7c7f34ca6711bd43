/* accessibility-kit.h: the running program as a screen reader sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define DEADLINE (300 * G_USEC_PER_SEC)
#define PAUSE (G_USEC_PER_SEC / 20)

typedef struct
{
  char *bus, *path; /* where it is asked */
  char *role, *name, *description;
  char *parent; /* role */
  guint64 state;
} Node;

typedef struct
{
  GSubprocess     *process;
  GDBusConnection *bus;
  char            *home;
} Fixture;

GVariant *ask (Fixture *fixture, const char *bus, const char *path, const char *interface, const char *method, GVariant *arguments);

GVariant *get_property (Fixture *fixture, const Node *node, const char *interface, const char *name);

char *get_text (Fixture *fixture, const Node *node, const char *name);

GPtrArray *look (Fixture *fixture);

gboolean is_in (const Node *node, int state);

/* The first of this role and name, or NULL. */
const Node *find (GPtrArray *nodes, const char *role, const char *name);

const Node *need (GPtrArray *nodes, const char *role, const char *name);

/* As a person's hand would. */
void send_key (const char *keys);

/* The same, and waits until the program has answered. */
void press (const char *keys);

void set_up (Fixture *fixture, gconstpointer data);

void tear_down (Fixture *fixture, gconstpointer data);

gboolean has_bus (void);

G_END_DECLS
