// Scans up and down through the connection, against a server of a few lines.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "clients/lib/connection.h"
#include "hemoledger/v1/attachment_service.grpc.pb.h"
#include "proto/base/mutex.h"
#include "proto/base/strings.h"
#include "tests/support/status_matchers.h"

namespace hemoledger {
namespace {

using ::testing::ElementsAre;

grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
          DetailsBytes(status)};
}

// Takes what comes, and sends it back; refuses more than `limit` bytes.
class EchoAttachments final : public v1::AttachmentService::Service {
 public:
  grpc::Status UploadAttachment(grpc::ServerContext* context,
                                grpc::ServerReader<v1::UploadAttachmentRequest>* reader,
                                v1::UploadAttachmentResponse* response) override {
    std::vector<std::string> chunks;
    size_t bytes = 0;
    v1::UploadAttachmentRequest message;
    if (!reader->Read(&message) || message.open().request_id() != "r1") {
      return ToGrpc(MakeError(ERROR_REASON_STREAM_NOT_OPENED));
    }
    while (reader->Read(&message)) {
      bytes += message.chunk().size();
      if (bytes > kLimit) {
        return ToGrpc(
            MakeError(ERROR_REASON_ATTACHMENT_TOO_LARGE, {{"limit", kLimit}, {"actual", bytes}}));
      }
      chunks.push_back(message.chunk());
    }
    MutexLock lock(mutex_);
    if (context->IsCancelled()) return grpc::Status::CANCELLED;
    chunks_ = chunks;
    response->set_version(7);
    return grpc::Status::OK;
  }

  grpc::Status DownloadAttachment(
      grpc::ServerContext*, const v1::DownloadAttachmentRequest* request,
      grpc::ServerWriter<v1::DownloadAttachmentResponse>* writer) override {
    v1::DownloadAttachmentResponse message;
    message.mutable_attachment()->set_file_name(request->record_id());
    writer->Write(message);
    for (const std::string& chunk : chunks()) {
      message.set_chunk(chunk);
      if (!writer->Write(message)) return grpc::Status::CANCELLED;
    }
    if (request->record_id() != "damaged") return grpc::Status::OK;
    return ToGrpc(MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", "x"}}));
  }

  std::vector<std::string> chunks() {
    MutexLock lock(mutex_);
    return chunks_;
  }

 private:
  static constexpr size_t kLimit = 1'000;
  Mutex mutex_;
  std::vector<std::string> chunks_ GUARDED_BY(mutex_);
};

class AttachmentConnectionTest : public ::testing::Test {
 protected:
  AttachmentConnectionTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    ConnectionOptions options;
    options.server = Concat("127.0.0.1:", port);
    connection_ = MakeConnection(options, clock_, random_);
    opening_.set_request_id("r1");
  }

  // Gives the pieces one after the other.
  static NextAttachmentChunk Pieces(std::vector<std::string> pieces) {
    return [pieces = std::move(pieces),
            next = size_t{0}]() mutable -> absl::StatusOr<std::optional<std::string>> {
      if (next == pieces.size()) return std::nullopt;
      return pieces[next++];
    };
  }

  SystemClock clock_;
  SystemRandom random_;
  EchoAttachments service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Connection> connection_;
  v1::AttachmentOpening opening_;
};

TEST_F(AttachmentConnectionTest, PiecesGoUpInTheirOrderAndComeDown) {
  ASSERT_OK_AND_ASSIGN(const auto response,
                       connection_->UploadAttachment(opening_, Pieces({"một", "hai", "ba"})));
  EXPECT_EQ(response.version(), 7u);
  EXPECT_THAT(service_.chunks(), ElementsAre("một", "hai", "ba"));

  v1::DownloadAttachmentRequest request;
  request.set_record_id("ban-quet");
  std::string name;
  std::string bytes;
  const auto take = [&](const v1::DownloadAttachmentResponse& message) {
    if (message.has_attachment()) name = message.attachment().file_name();
    bytes += message.chunk();
    return true;
  };
  ASSERT_OK(connection_->DownloadAttachment(request, take));
  EXPECT_EQ(name, "ban-quet");
  EXPECT_EQ(bytes, "mộthaiba");
  request.set_record_id("damaged");
  EXPECT_THAT(connection_->DownloadAttachment(request, take), StatusIs(ERROR_REASON_STORE_DAMAGED));
}

TEST_F(AttachmentConnectionTest, ARefusalEndsItBeforeTheLastPiece) {
  int asked = 0;
  const auto endless = [&asked]() -> absl::StatusOr<std::optional<std::string>> {
    if (++asked > 100'000) return std::nullopt;
    return std::string(100, 'x');
  };
  EXPECT_THAT(connection_->UploadAttachment(opening_, endless),
              StatusIs(ERROR_REASON_ATTACHMENT_TOO_LARGE));
  EXPECT_LT(asked, 100'000);
}

TEST_F(AttachmentConnectionTest, AFileThatCanNotBeReadEndsIt) {
  const auto fails = [n = 0]() mutable -> absl::StatusOr<std::optional<std::string>> {
    if (n++ < 2) return "x";
    return MakeError(ERROR_REASON_FILE_UNREADABLE, {{"path", "a.pdf"}, {"detail", "đĩa hỏng"}});
  };
  EXPECT_THAT(connection_->UploadAttachment(opening_, fails),
              StatusIs(ERROR_REASON_FILE_UNREADABLE));
}

TEST_F(AttachmentConnectionTest, ADownloadEndsWhenNoMoreIsWanted) {
  ASSERT_OK(connection_->UploadAttachment(opening_, Pieces({"một", "hai", "ba"})));
  int messages = 0;
  EXPECT_OK(connection_->DownloadAttachment(
      {}, [&messages](const v1::DownloadAttachmentResponse&) { return ++messages < 2; }));
  EXPECT_EQ(messages, 2);
}

TEST_F(AttachmentConnectionTest, AServerThatIsGoneIsUnavailable) {
  server_->Shutdown();
  server_->Wait();
  EXPECT_THAT(connection_->UploadAttachment(opening_, Pieces({"x"})),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(connection_->DownloadAttachment(
                  {}, [](const v1::DownloadAttachmentResponse&) { return true; }),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hemoledger
