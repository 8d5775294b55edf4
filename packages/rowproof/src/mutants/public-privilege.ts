/** Why a role that loses a privilege keeps it. */
export const publicHasIt = "PUBLIC has the privilege as well, and the role is part of PUBLIC";
