using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Device Object: what it tells depends on what is measured, and what it does comes after its answer.
    /// </summary>
    [TestClass]
    public class ObjectDeviceTests
    {
        [TestMethod]
        public void Device_without_a_battery_is_on_DC_power()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 86400, false);
            fixture.StartAndRegister();
            Check.Is(205, fixture.Discover("/3/0"));
            Check.Is(
                "</3/0>,</3/0/0>,</3/0/1>,</3/0/2>,</3/0/3>,</3/0/4>,</3/0/5>,</3/0/6>;dim=1,</3/0/10>,</3/0/11>;dim=1,</3/0/12>,"
                + "</3/0/13>,</3/0/16>,</3/0/21>",
                fixture.PayloadText);
            ExpectText(fixture, "/3/0/6/0", "0");
            Check.Is(404, fixture.Get("/3/0/7"));
            Check.Is(404, fixture.Get("/3/0/9"));
            Check.Is(404, fixture.Get("/3/0/20"));
        }

        [TestMethod]
        public void First_request_of_all_sees_a_measurement()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectText(fixture, "/3/0/9", "75");

            fixture = null;
            fixture = ClientFixture.Registered();
            Check.Is(205, fixture.Discover("/3/0/7"));
            Check.Is("</3/0/7>;dim=1", fixture.PayloadText);

            fixture = null;
            fixture = ClientFixture.Registered();
            Check.Is(204, fixture.WriteAttributes("/3/0/9?lt=20"));
        }

        [TestMethod]
        public void Battery_is_measured_once_for_each_operation_that_reads_the_object()
        {
            ClientFixture fixture = ClientFixture.Registered();
            int before = fixture.Battery.SampleCount;
            Check.Is(205, fixture.Get("/3"));
            Check.Is(before + 1, fixture.Battery.SampleCount);
            Check.Is(205, fixture.Get("/3/0/7/0"));
            Check.Is(before + 2, fixture.Battery.SampleCount);
            Check.Is(205, fixture.Get("/1"));
            Check.Is(204, fixture.Post("/3/0/12"));
            Check.Is(before + 2, fixture.Battery.SampleCount);
        }

        [TestMethod]
        public void Power_sources_voltages_and_currents_share_their_instance_ids()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(404, fixture.Get("/3/0/8"));
            fixture.Battery.Milliamperes = -120;
            fixture.Battery.NextMillivolts = 4100;
            ExpectTlv(fixture, "/3/0/6", "8306 410001");
            ExpectTlv(fixture, "/3/0/7", "8407 42001004");
            ExpectTlv(fixture, "/3/0/8", "8308 410088");
            ExpectText(fixture, "/3/0/7/0", "4100");
        }

        [TestMethod]
        public void Battery_status_follows_the_battery()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectText(fixture, "/3/0/20", "0");
            fixture.Battery.NextIsLow = true;
            ExpectText(fixture, "/3/0/20", "4");
            fixture.Battery.IsCharging = true;
            ExpectText(fixture, "/3/0/20", "1");
        }

        [TestMethod]
        public void Battery_that_cannot_be_measured_is_a_peripheral_malfunction()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Battery.Fails = true;
            Check.Is(404, fixture.Get("/3/0/7"));
            Check.Is(404, fixture.Get("/3/0/9"));
            ExpectText(fixture, "/3/0/20", "6");
            ExpectTlv(fixture, "/3/0/11", "830B 410008");
        }

        [TestMethod]
        public void Memory_that_is_not_known_is_absent()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectText(fixture, "/3/0/10", "61");
            ExpectText(fixture, "/3/0/21", "96");
            fixture.Memory.FreeKilobytes = -1;
            fixture.Memory.TotalKilobytes = -1;
            Check.Is(404, fixture.Get("/3/0/10"));
            Check.Is(404, fixture.Get("/3/0/21"));
            fixture.Memory.FreeKilobytes = 0;
            ExpectText(fixture, "/3/0/10", "0");
        }

        [TestMethod]
        public void Information_that_is_not_given_is_absent()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(404, fixture.Get("/3/0/17"));
            Check.Is(404, fixture.Get("/3/0/18"));
            Check.Is(404, fixture.Get("/3/0/19"));
            fixture.Information.DeviceType = Hex.Ascii("sensor");
            fixture.Information.HardwareVersion = Hex.Ascii("rev 3");
            fixture.Information.SoftwareVersion = Hex.Ascii("2.0");
            fixture.Information.Manufacturer = null;
            ExpectText(fixture, "/3/0/17", "sensor");
            ExpectText(fixture, "/3/0/18", "rev 3");
            ExpectText(fixture, "/3/0/19", "2.0");
            Check.Is(404, fixture.Get("/3/0/0"));
            ExpectText(fixture, "/3/0/16", "U");
        }

        [TestMethod]
        public void Error_codes_are_there_until_they_are_reset()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectTlv(fixture, "/3/0/11", "830B 410000");
            fixture.Device.ReportError(DeviceError.ConnectivityFailure);
            ExpectTlv(fixture, "/3/0/11", "830B 410007");
            fixture.Device.ReportError(DeviceError.OutOfMemory);
            fixture.Device.ReportError(DeviceError.OutOfMemory);
            ExpectTlv(fixture, "/3/0/11", "860B 410005 410107");
            ExpectText(fixture, "/3/0/11/0", "5");
            ExpectText(fixture, "/3/0/11/1", "7");
            Check.Is(404, fixture.Get("/3/0/11/2"));
            Check.Is(205, fixture.Discover("/3/0/11"));
            Check.Is("</3/0/11>;dim=2", fixture.PayloadText);

            Check.Is(204, fixture.Post("/3/0/12"));
            ExpectTlv(fixture, "/3/0/11", "830B 410000");
            Check.Is(404, fixture.Get("/3/0/11/1"));
        }

        [TestMethod]
        public void Every_error_code_at_once()
        {
            ClientFixture fixture = ClientFixture.Registered();
            for (int error = 1; error <= 8; error++)
            {
                fixture.Device.ReportError(error);
            }

            ExpectTlv(fixture, "/3/0/11", "880B18 410001 410102 410203 410304 410405 410506 410607 410708");
        }

        [TestMethod]
        public void Low_battery_is_an_error_when_it_becomes_low()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Battery.NextIsLow = true;
            ExpectTlv(fixture, "/3/0/11", "830B 410001");
            Check.Is(204, fixture.Post("/3/0/12"));

            // Still low: the reset holds.
            ExpectTlv(fixture, "/3/0/11", "830B 410000");
            ExpectTlv(fixture, "/3/0/11", "830B 410000");
            fixture.Battery.NextIsLow = false;
            ExpectTlv(fixture, "/3/0/11", "830B 410000");
            fixture.Battery.NextIsLow = true;
            ExpectTlv(fixture, "/3/0/11", "830B 410001");
        }

        [TestMethod]
        public void Factory_reset_comes_after_its_answer()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Post("/3/0/5"));
            Check.Is(1, fixture.Power.FactoryResetCount);
            Check.Is(0, fixture.Power.RebootCount);
            Check.Is(1, fixture.Power.SentBefore);

            // Once only.
            Check.Is(205, fixture.Get("/3/0/0"));
            Check.Is(1, fixture.Power.FactoryResetCount);
        }

        [TestMethod]
        public void Reboot_that_was_refused_does_not_come_later()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(400, fixture.Post("/3/0/4", "now"));
            Check.Is(405, fixture.Get("/3/0/4"));
            Check.Is(405, fixture.Put("/3/0/4", "1"));
            Check.Is(205, fixture.Get("/3/0"));
            Check.Is(0, fixture.Power.RebootCount);
        }

        [TestMethod]
        public void Current_time_is_the_clock()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectText(fixture, "/3/0/13", "1367491215");
            fixture.Clock.UtcSeconds = 1800000000;
            ExpectText(fixture, "/3/0/13", "1800000000");
            Check.Is(204, fixture.Put("/3/0/13", "4294967296"));
            Check.Is(4294967296L, fixture.Clock.UtcSeconds);
            ExpectTlv(fixture, "/3/0/13", "C80D08 0000000100000000");
            Check.Is(400, fixture.Put("/3/0/13", "-1"));
            Check.Is(400, fixture.Put("/3/0/13", "noon"));
            Check.Is(400, fixture.PutTlv("/3/0/13", "C00D"));
            Check.Is(4294967296L, fixture.Clock.UtcSeconds);
        }

        [TestMethod]
        public void Offset_and_time_zone_are_there_once_they_are_written()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(404, fixture.Get("/3/0/14"));
            Check.Is(404, fixture.Get("/3/0/15"));
            Check.Is(204, fixture.Put("/3/0/14", "+01:00"));
            Check.Is(204, fixture.Put("/3/0/15", "America/Argentina/Buenos_Aires"));
            ExpectText(fixture, "/3/0/14", "+01:00");
            ExpectText(fixture, "/3/0/15", "America/Argentina/Buenos_Aires");
            Check.Is(400, fixture.Put("/3/0/15", "123456789012345678901234567890123"));
            ExpectText(fixture, "/3/0/15", "America/Argentina/Buenos_Aires");

            // Time and zone in one message, of which one is too long: neither.
            Check.Is(400, fixture.PostTlv("/3/0", "C10D05 C80F21 313233343536373839303132333435363738393031323334353637383930313233"));
            ExpectText(fixture, "/3/0/13", "1367491215");
        }

        private static void ExpectText(ClientFixture fixture, string path, string text)
        {
            Check.Is(205, fixture.Get(path), path);
            Check.Is(text, fixture.PayloadText);
        }

        private static void ExpectTlv(ClientFixture fixture, string path, string hex)
        {
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, path), path);
            Hex.AreEqual(hex, Hex.Bytes(fixture.PayloadHex));
        }
    }
}
