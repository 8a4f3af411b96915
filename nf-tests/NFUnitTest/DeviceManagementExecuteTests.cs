using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Execute and its arguments.
    /// </summary>
    [TestClass]
    public class DeviceManagementExecuteTests
    {
        [TestMethod]
        public void Arguments_that_are_well_formed_reach_the_object()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Execute(fixture, "0", "0;");
            Execute(fixture, "9", "9;");
            Execute(fixture, "5='text'", "5=74657874;");
            Execute(fixture, "0,5='text'", "0;5=74657874;");
            Execute(fixture, "1='a',2,3=''", "1=61;2;3=;");
            Execute(fixture, "1='a,b=c'", "1=612C623D63;");
            Execute(fixture, "0,1,2,3,4,5,6,7,8,9", "0;1;2;3;4;5;6;7;8;9;");
        }

        [TestMethod]
        public void No_arguments_are_none()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Post("/26241/0/9"));
            Check.Is("", fixture.Sample.LastArguments);
            Check.Is(1, fixture.Sample.RunCount);
        }

        [TestMethod]
        public void Arguments_that_are_malformed_are_refused_and_nothing_is_executed()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            string[] malformed =
            {
                "a", "10", "0,", ",0", "0,,1", "5=", "5=text", "5='", "5='text", "5='text'x", "5=text'", "='x'", "5='te'xt'", " 0", "0 ", "0;1",
                "5=\"text\"", "5='a b'", "-1", "5=='x'", "5 ='x'", "'", ",",
            };
            for (int i = 0; i < malformed.Length; i++)
            {
                Check.Is(400, fixture.Post("/26241/0/9", malformed[i]), malformed[i]);
            }

            Check.Is(400, fixture.Request(CoapCode.Post, "/26241/0/9", ClientFixture.None, ClientFixture.None, Hex.Bytes("00")));
            Check.Is(400, fixture.Request(CoapCode.Post, "/26241/0/9", ClientFixture.None, ClientFixture.None, Hex.Bytes("353D27FF27")));
            Check.Is(0, fixture.Sample.RunCount);
        }

        [TestMethod]
        public void Arguments_are_text()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Request(CoapCode.Post, "/26241/0/9", ClientFixture.Text, ClientFixture.None, Hex.Ascii("0")));
            Check.Is(415, fixture.Request(CoapCode.Post, "/26241/0/9", ClientFixture.Tlv, ClientFixture.None, Hex.Ascii("0")));
            Check.Is(415, fixture.Request(CoapCode.Post, "/26241/0/9", ClientFixture.Opaque, ClientFixture.None, Hex.Ascii("0")));
            Check.Is(1, fixture.Sample.RunCount);
        }

        [TestMethod]
        public void What_is_not_executable_or_not_there_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(405, fixture.Post("/3/0/0"));
            Check.Is(405, fixture.Post("/3/0/13"));
            Check.Is(405, fixture.Post("/3/0/11/0"));
            Check.Is(404, fixture.Post("/26241/0/9/0"));
            Check.Is(404, fixture.Post("/3/0/8"));
            Check.Is(404, fixture.Post("/3/0/77"));
            Check.Is(404, fixture.Post("/3/1/4"));
            Check.Is(404, fixture.Post("/1/0/9"));
            Check.Is(404, fixture.Post("/26241/1/9"));
            Check.Is(404, fixture.Post("/5/0/2"));
            Check.Is(405, fixture.Post(""));
            Check.Is(0, fixture.Sample.RunCount);
            Check.Is(0, fixture.Power.RebootCount);
        }

        [TestMethod]
        public void Object_hears_when_its_answer_was_sent()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            int before = fixture.Sample.AnsweredCount;
            Check.Is(204, fixture.Post("/26241/0/9"));
            Check.Is(before + 1, fixture.Sample.AnsweredCount);
            Check.Is(205, fixture.Get("/3/0/0"));
            Check.Is(before + 1, fixture.Sample.AnsweredCount);
        }

        private static void Execute(ClientFixture fixture, string arguments, string expected)
        {
            int before = fixture.Sample.RunCount;
            Check.Is(204, fixture.Post("/26241/0/9", arguments), arguments);
            Check.Is(0, fixture.Answer.PayloadLength);
            Check.Is(expected, fixture.Sample.LastArguments);
            Check.Is(before + 1, fixture.Sample.RunCount);
        }
    }
}
