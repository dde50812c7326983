// Handing statuses up.
//   RETURN_IF_ERROR(store.Open());
//   ASSIGN_OR_RETURN(const auto plan, book.Find(id));
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of `expression` (a Status) from the function unless it is OK. The function
// returns Status or StatusOr.
#define RETURN_IF_ERROR(expression)                               \
  do {                                                            \
    if (absl::Status hl_status = (expression); !hl_status.ok()) { \
      return hl_status;                                           \
    }                                                             \
  } while (false)

#define HL_STATUS_MACROS_JOIN2(a, b) a##b
#define HL_STATUS_MACROS_JOIN(a, b) HL_STATUS_MACROS_JOIN2(a, b)

// Moves the value of `expression` (a StatusOr) into `declaration`, or returns its status. More than
// one statement: needs braces after an if. A type with a comma in it needs an alias.
#define ASSIGN_OR_RETURN(declaration, expression) \
  HL_ASSIGN_OR_RETURN(HL_STATUS_MACROS_JOIN(hl_status_or_, __LINE__), declaration, expression)

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration takes none.
#define HL_ASSIGN_OR_RETURN(result, declaration, expression) \
  auto result = (expression);                                \
  if (!result.ok()) return std::move(result).status();       \
  declaration = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)
