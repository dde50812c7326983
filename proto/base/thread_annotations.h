// clang's thread-safety analysis (-Wthread-safety): which lock guards what, checked at compile
// time. No-ops under other compilers. https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
#pragma once

// Abseil has some of these names too, without prefix: ours, which std::mutex needs no Abseil for,
// take their place wherever both are seen.
#include "absl/base/thread_annotations.h"
#undef GUARDED_BY
#undef PT_GUARDED_BY
#undef ACQUIRED_BEFORE
#undef ACQUIRED_AFTER
#undef NO_THREAD_SAFETY_ANALYSIS

#if defined(__clang__)
#define HL_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define HL_THREAD_ANNOTATION(x)
#endif

// On a member: read and written only while the mutex is held.
#define GUARDED_BY(mutex) HL_THREAD_ANNOTATION(guarded_by(mutex))
// On a pointer: what it points to is read and written only while the mutex is held.
#define PT_GUARDED_BY(mutex) HL_THREAD_ANNOTATION(pt_guarded_by(mutex))
// On a function: the caller holds it / does not hold it.
#define REQUIRES(...) HL_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) HL_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
// On a mutex: the order of taking.
#define ACQUIRED_BEFORE(...) HL_THREAD_ANNOTATION(acquired_before(__VA_ARGS__))
#define ACQUIRED_AFTER(...) HL_THREAD_ANNOTATION(acquired_after(__VA_ARGS__))
// For proto/base/mutex.h itself.
#define CAPABILITY(name) HL_THREAD_ANNOTATION(capability(name))
#define SCOPED_CAPABILITY HL_THREAD_ANNOTATION(scoped_lockable)
#define ACQUIRE(...) HL_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) HL_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) HL_THREAD_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define ASSERT_CAPABILITY(...) HL_THREAD_ANNOTATION(assert_capability(__VA_ARGS__))
#define RETURN_CAPABILITY(...) HL_THREAD_ANNOTATION(lock_returned(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS HL_THREAD_ANNOTATION(no_thread_safety_analysis)
