#include "clients/cli/commands/exit_code.h"
