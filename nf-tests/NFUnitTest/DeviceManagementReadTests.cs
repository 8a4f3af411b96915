using Lwm2mNano;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Read and Discover at every level: what is there, what is not, in which format.
    /// </summary>
    [TestClass]
    public class DeviceManagementReadTests
    {
        [TestMethod]
        public void Instance_gives_every_readable_resource_that_is_there()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual(ClientFixture.SampleRead, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Object_wraps_each_instance_and_may_have_none()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(ResponseCode.Created, fixture.Sample.Create(300));
            Check.Is(205, fixture.Get("/26241"));
            Hex.AreEqual("080034" + ClientFixture.SampleRead + "25012C C000 C10A00", Hex.Bytes(fixture.PayloadHex));
            fixture.ExpectUpdate("", 204);

            fixture.Sample.Delete(0);
            fixture.Sample.Delete(300);
            Check.Is(205, fixture.Get("/26241"));
            Check.Is(0, fixture.Answer.PayloadLength);
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
        }

        [TestMethod]
        public void Each_type_has_its_text()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectText(fixture, 0, "a");
            ExpectText(fixture, 1, "-5");
            ExpectText(fixture, 2, "1.5");
            ExpectText(fixture, 3, "4294967295");
            ExpectText(fixture, 4, "1");
            ExpectText(fixture, 6, "1000");
            ExpectText(fixture, 7, "3:0");
            ExpectText(fixture, 10, "0");
        }

        [TestMethod]
        public void Opaque_is_octets_unless_another_format_is_asked_for()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(205, fixture.Get("/26241/0/5"));
            Check.Is(ClientFixture.Opaque, fixture.AnswerFormat);
            Hex.AreEqual("0102", Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.GetAs(ClientFixture.Opaque, "/26241/0/5"));
            Hex.AreEqual("0102", Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/26241/0/5"));
            Hex.AreEqual("C2050102", Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.GetAs(ClientFixture.Text, "/26241/0/5"));
            Check.Is("AQI=", fixture.PayloadText);
        }

        [TestMethod]
        public void Multiple_resource_and_its_instances()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(205, fixture.Get("/26241/0/8"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual("8708 410005 4202012C", Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.Get("/26241/0/8/2"));
            Check.Is(ClientFixture.Text, fixture.AnswerFormat);
            Check.Is("300", fixture.PayloadText);
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/26241/0/8/2"));
            Hex.AreEqual("4202012C", Hex.Bytes(fixture.PayloadHex));
            Check.Is(404, fixture.Get("/26241/0/8/1"));
            Check.Is(406, fixture.GetAs(ClientFixture.Text, "/26241/0/8"));
            Check.Is(406, fixture.GetAs(ClientFixture.Opaque, "/26241/0/8"));
        }

        [TestMethod]
        public void Resource_with_a_wide_id_is_in_Discover()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(404, fixture.Get("/26241/0/300"));
            Check.Is(204, fixture.Put("/26241/0/300", "5"));
            Check.Is(405, fixture.Get("/26241/0/300"));
            Check.Is(205, fixture.Discover("/26241/0/300"));
            Check.Is("</26241/0/300>", fixture.PayloadText);
        }

        [TestMethod]
        public void What_is_absent_is_not_found_at_every_level()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            string[] absent =
            {
                "/2", "/5", "/65534", "/3/1", "/3/0/8", "/3/0/14", "/3/0/22", "/3/0/65534", "/3/0/11/1", "/3/0/11/65534", "/3/0/0/0",
                "/1/0/2", "/1/0/9", "/1/0/17", "/1/1", "/26241/1/0", "/26241/0/8/3",
            };
            for (int i = 0; i < absent.Length; i++)
            {
                Check.Is(404, fixture.Get(absent[i]), absent[i]);
                Check.Is(0, fixture.Answer.PayloadLength);
            }
        }

        [TestMethod]
        public void Absence_is_said_before_an_unknown_format()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(404, fixture.GetAs(11544, "/3/1"));
            Check.Is(405, fixture.GetAs(11544, "/3/0/4"));
            Check.Is(406, fixture.GetAs(11544, "/3/0/0"));
        }

        [TestMethod]
        public void Executable_and_hidden_resources_cannot_be_read()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(405, fixture.Get("/3/0/4"));
            Check.Is(405, fixture.Get("/1/0/8"));
            Check.Is(405, fixture.Get("/26241/0/9"));
            Check.Is(405, fixture.Get("/26241/0/11"));
        }

        [TestMethod]
        public void Accept_that_cannot_be_served_is_not_acceptable()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            int[] formats = { 11543, 11544, 1543, 41, 65535 };
            for (int i = 0; i < formats.Length; i++)
            {
                Check.Is(406, fixture.GetAs(formats[i], "/3/0/0"));
                Check.Is(406, fixture.GetAs(formats[i], "/3/0"));
                Check.Is(406, fixture.GetAs(formats[i], "/3"));
            }

            Check.Is(406, fixture.GetAs(ClientFixture.Text, "/3/0"));
            Check.Is(406, fixture.GetAs(ClientFixture.Text, "/3"));
            Check.Is(406, fixture.GetAs(ClientFixture.Opaque, "/3/0"));
            Check.Is(406, fixture.GetAs(ClientFixture.Opaque, "/1/0/1"));
        }

        [TestMethod]
        public void Old_number_of_TLV_is_answered_with_the_old_number()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(205, fixture.GetAs(ClientFixture.LegacyTlv, "/1/0/1"));
            Check.Is(ClientFixture.LegacyTlv, fixture.AnswerFormat);
            Hex.AreEqual("C40100015180", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Object_may_refuse_to_give_a_value()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            fixture.Sample.ReadResult = ResponseCode.ServiceUnavailable;
            Check.Is(503, fixture.Get("/26241/0/1"));
            Check.Is(0, fixture.Answer.PayloadLength);
            Check.Is(ClientFixture.None, fixture.AnswerFormat);
            Check.Is(503, fixture.Get("/26241/0/8/0"));

            // An instance is read without it.
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual("8008", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Answer_larger_than_a_message_begins_with_its_first_block()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            string text = string.Empty;
            for (int i = 0; i < ObjectSample.MaxTextBytes; i++)
            {
                text += "x";
            }

            Check.Is(204, fixture.Put("/26241/0/0", text));
            fixture.Sample.Create(1);
            fixture.Sample.Create(2);
            fixture.Step();
            fixture.ExpectUpdate("", 204);
            Check.Is(204, fixture.Put("/26241/1/0", text));
            Check.Is(205, fixture.Get("/26241"));
            Check.Is(204, fixture.Put("/26241/2/0", text));
            Check.Is(205, fixture.Get("/26241"));
            Check.Is(Limits.MaxBlockBytes, fixture.Answer.PayloadLength);
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Check.Is(205, fixture.Get("/26241/2"));
        }

        [TestMethod]
        public void Discover_of_an_object_an_instance_and_a_resource()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(205, fixture.Discover("/1"));
            Check.Is("</1>,</1/0>,</1/0/0>,</1/0/1>,</1/0/4>,</1/0/6>,</1/0/7>,</1/0/8>", fixture.PayloadText);
            Check.Is(205, fixture.Discover("/1/0"));
            Check.Is("</1/0>,</1/0/0>,</1/0/1>,</1/0/4>,</1/0/6>,</1/0/7>,</1/0/8>", fixture.PayloadText);
            Check.Is(205, fixture.Discover("/1/0/1"));
            Check.Is("</1/0/1>", fixture.PayloadText);
            Check.Is(205, fixture.Discover("/26241/0/8"));
            Check.Is("</26241/0/8>;dim=2", fixture.PayloadText);
            fixture.Sample.Delete(0);
            Check.Is(205, fixture.Discover("/26241"));
            Check.Is("</26241>;ver=2.1", fixture.PayloadText);
        }

        [TestMethod]
        public void Discover_of_what_is_absent_is_not_found_and_of_a_resource_instance_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(404, fixture.Discover("/2"));
            Check.Is(404, fixture.Discover("/3/1"));
            Check.Is(404, fixture.Discover("/3/0/8"));
            Check.Is(404, fixture.Discover("/3/0/77"));
            Check.Is(404, fixture.Discover("/3/1/0"));
            Check.Is(400, fixture.Discover("/3/0/11/0"));
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        private static void ExpectText(ClientFixture fixture, int resourceId, string text)
        {
            Check.Is(205, fixture.Get("/26241/0/" + resourceId.ToString()));
            Check.Is(ClientFixture.Text, fixture.AnswerFormat);
            Check.Is(text, fixture.PayloadText);
        }
    }
}
