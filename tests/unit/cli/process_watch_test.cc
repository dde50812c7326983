// What ends hemo from outside: a reader that is gone, Ctrl-C.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <stop_token>

#include "clients/cli/commands/closed_output.h"
#include "clients/cli/commands/interrupts.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {
namespace {

constexpr std::chrono::seconds kLongEnough{30};
constexpr std::chrono::milliseconds kAMoment{50};

TEST(ClosedOutputWatchTest, APipeThatNobodyReadsAnyMoreIsNoticedWithoutWriting) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::promise<void> closed;
  std::future<void> noticed = closed.get_future();
  const ClosedOutputWatch watch(ends[1], [&] { closed.set_value(); });
  EXPECT_EQ(noticed.wait_for(kAMoment), std::future_status::timeout);
  // What is read does not matter, nor what still lies in the pipe.
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  EXPECT_EQ(noticed.wait_for(kAMoment), std::future_status::timeout);
  close(ends[0]);
  EXPECT_EQ(noticed.wait_for(kLongEnough), std::future_status::ready);
  close(ends[1]);
}

TEST(ClosedOutputWatchTest, AnEndedWatchSaysNothing) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  bool closed = false;
  {
    const ClosedOutputWatch watch(ends[1], [&] { closed = true; });
  }
  close(ends[0]);
  close(ends[1]);
  EXPECT_FALSE(closed);
}

TEST(ClosedOutputWatchTest, AFileIsNeverClosedByAReader) {
  const TempDir dir;
  std::FILE* const file = std::fopen(dir.Join("out").c_str(), "w");
  ASSERT_NE(file, nullptr);
  std::promise<void> closed;
  std::future<void> noticed = closed.get_future();
  {
    const ClosedOutputWatch watch(fileno(file), [&] { closed.set_value(); });
    EXPECT_EQ(noticed.wait_for(kAMoment), std::future_status::timeout);
  }
  std::fclose(file);
}

TEST(InterruptsDeathTest, CtrlCTellsThenEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        Interrupts interrupts;
        interrupts.Set([] { std::fputs("512 of 1024", stderr); });
        kill(getpid(), SIGINT);
        sleep(kLongEnough.count());
      },
      testing::KilledBySignal(SIGINT), "512 of 1024");
}

TEST(InterruptsDeathTest, WithNothingToSayItEndsTheProcessAllTheSame) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        Interrupts interrupts;
        interrupts.Set([] { std::fputs("taken back", stderr); });
        interrupts.Set({});
        kill(getpid(), SIGINT);
        sleep(kLongEnough.count());
      },
      testing::KilledBySignal(SIGINT), "^$");
}

TEST(InterruptsDeathTest, WhereItIsIgnoredItStaysSo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        std::signal(SIGINT, SIG_IGN);
        {
          Interrupts interrupts;
          interrupts.Set([] { std::fputs("told", stderr); });
          kill(getpid(), SIGINT);
          usleep(50'000);
        }
        std::exit(0);
      },
      testing::ExitedWithCode(0), "^$");
}

TEST(InterruptsDeathTest, OnceTakenOverTheFirstSignalOnlyRequestsAStop) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const int signal_number : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          Interrupts interrupts;
          interrupts.Set([] { std::fputs("told", stderr); });
          const std::stop_token stop = interrupts.TakeOver();
          kill(getpid(), signal_number);
          std::promise<void> stopped;
          const std::stop_callback on_stop(stop, [&] { stopped.set_value(); });
          stopped.get_future().wait();
          std::exit(0);
        },
        testing::ExitedWithCode(0), "^$");
  }
}

TEST(InterruptsDeathTest, TheSecondSignalEndsTheProcessAsEver) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        Interrupts interrupts;
        // From here on one that comes meanwhile is the second.
        const std::stop_callback on_stop(interrupts.TakeOver(), [] { kill(getpid(), SIGTERM); });
        kill(getpid(), SIGINT);
        sleep(kLongEnough.count());
      },
      testing::KilledBySignal(SIGTERM), "^$");
}

TEST(InterruptsDeathTest, NotTakenOverTerminationEndsTheProcessWithoutAWord) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        Interrupts interrupts;
        interrupts.Set([] { std::fputs("told", stderr); });
        kill(getpid(), SIGTERM);
        sleep(kLongEnough.count());
      },
      testing::KilledBySignal(SIGTERM), "^$");
}

TEST(InterruptsTest, ItMayGoBeforeTheProcess) {
  { Interrupts interrupts; }
  sigset_t blocked;
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 0);
}

}  // namespace
}  // namespace hemoledger
