using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Create and Delete where an object allows them.
    /// </summary>
    [TestClass]
    public class DeviceManagementInstanceTests
    {
        private const string Links = ClientFixture.Formats + "</1/0>,</3/0>,</26241>;ver=2.1";

        [TestMethod]
        public void Create_without_an_id_takes_the_lowest_that_is_free()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(201, fixture.PostTlv("/26241", "C10062 C10105"));
            Check.Is("/26241/1", fixture.Location());
            Check.Is(0, fixture.Answer.PayloadLength);
            ExpectLinks(fixture, Links + ",</26241/0>,</26241/1>");
            Check.Is(205, fixture.Get("/26241/1"));
            Hex.AreEqual("C10062 C10105 C10A00", Hex.Bytes(fixture.PayloadHex));

            Check.Is(202, fixture.Delete("/26241/0"));
            ExpectLinks(fixture, Links + ",</26241/1>");
            Check.Is(201, fixture.PostTlv("/26241", "C10063"));
            Check.Is("/26241/0", fixture.Location());
            ExpectLinks(fixture, Links + ",</26241/0>,</26241/1>");
        }

        [TestMethod]
        public void Create_answer_is_exactly_its_location()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(201, fixture.PostTlv("/26241", "2301FF C10062"));
            Hex.AreEqual("85 3236323431 03 353131", fixture.AnswerBytes, 7, fixture.AnswerBytes.Length - 7);
        }

        [TestMethod]
        public void Create_with_an_id_takes_that()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(201, fixture.PostTlv("/26241", "23FFFE C10062"));
            Check.Is("/26241/65534", fixture.Location());
            ExpectLinks(fixture, Links + ",</26241/0>,</26241/65534>");
            Check.Is(205, fixture.Get("/26241/65534/0"));
            Check.Is("b", fixture.PayloadText);
        }

        [TestMethod]
        public void Create_of_an_id_that_exists_or_cannot_be_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectRefused(fixture, 400, "0300 C10062");
            ExpectRefused(fixture, 400, "23FFFF C10062");
        }

        [TestMethod]
        public void Create_with_a_bad_value_makes_no_instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectRefused(fixture, 400, "C10062 C10402");
            ExpectRefused(fixture, 400, "0600 C10062 C10402");
            ExpectRefused(fixture, 400, "0601 C10062 C10402");
            ExpectRefused(fixture, 400, "C10062 C2");

            // Without a mandatory resource, and of two instances at once.
            ExpectRefused(fixture, 400, "");
            ExpectRefused(fixture, 400, "C10105");
            ExpectRefused(fixture, 400, "0301 C10105");
            ExpectRefused(fixture, 400, "0301 C10062 0302 C10062");
            ExpectRefused(fixture, 405, "C10062 C10B05");
        }

        [TestMethod]
        public void Create_in_a_format_of_one_value_is_unsupported()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(415, fixture.Request(CoapCode.Post, "/26241", ClientFixture.Text, ClientFixture.None, Hex.Ascii("x")));
            Check.Is(415, fixture.Request(CoapCode.Post, "/26241", ClientFixture.Link, ClientFixture.None, Hex.Ascii("x")));
            Check.Is(1, fixture.Sample.InstanceCount);
        }

        [TestMethod]
        public void Create_beyond_the_room_is_unavailable()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            fixture.Sample.Create(1);
            fixture.Sample.Create(2);
            fixture.Step();
            fixture.ExpectUpdate("", 204);
            Check.Is(503, fixture.PostTlv("/26241", "C10062"));
            Check.Is(3, fixture.Sample.InstanceCount);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Create_where_an_object_does_not_allow_it_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(405, fixture.PostTlv("/1", "C10002"));
            Check.Is(405, fixture.PostTlv("/3", "0301 C10062"));
            Check.Is(404, fixture.PostTlv("/5", "C10062"));
            Check.Is(404, fixture.PostTlv("/26241/1", "C10062"));
        }

        [TestMethod]
        public void Delete_takes_an_instance_and_everything_in_it()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(202, fixture.Delete("/26241/0"));
            Check.Is(0, fixture.Answer.PayloadLength);
            ExpectLinks(fixture, Links);
            Check.Is(404, fixture.Get("/26241/0"));
            Check.Is(404, fixture.Delete("/26241/0"));

            // What comes after it begins empty.
            Check.Is(201, fixture.PostTlv("/26241", "C10062"));
            ExpectLinks(fixture, Links + ",</26241/0>");
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual("C10062 C10A00", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Delete_of_anything_else_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(405, fixture.Delete(""));
            Check.Is(405, fixture.Delete("/26241"));
            Check.Is(405, fixture.Delete("/26241/0/1"));
            Check.Is(405, fixture.Delete("/26241/0/8/0"));
            Check.Is(405, fixture.Delete("/1/0"));
            Check.Is(405, fixture.Delete("/3/0"));
            Check.Is(404, fixture.Delete("/5/0"));
            Check.Is(404, fixture.Delete("/26241/9"));
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual(ClientFixture.SampleRead, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Instances_that_come_and_go_for_long_leave_nothing_behind()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            for (int i = 0; i < 20; i++)
            {
                Check.Is(201, fixture.PostTlv("/26241", "C10062"));
                fixture.ExpectUpdate("", 204);
                Check.Is(204, fixture.WriteAttributes("/26241/1/0?pmin=5"));
                Check.Is(202, fixture.Delete("/26241/1"));
                fixture.ExpectUpdate("", 204);
            }

            Check.Is(1, fixture.Sample.InstanceCount);
        }

        private static void ExpectRefused(ClientFixture fixture, int code, string tlv)
        {
            Check.Is(code, fixture.PostTlv("/26241", tlv), tlv);
            Check.Is("", fixture.Location());
            Check.Is(1, fixture.Sample.InstanceCount);
            fixture.ExpectSilence();
        }

        private static void ExpectLinks(ClientFixture fixture, string links)
        {
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde", fixture.RequestPathAndQuery());
            Check.Is(ClientFixture.Link, fixture.AnswerFormat);
            Check.Is(links, fixture.PayloadText);
            fixture.Respond(204);
            fixture.Step();
        }
    }
}
