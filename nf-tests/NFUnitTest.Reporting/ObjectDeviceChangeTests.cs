using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Device Object says what has changed: of the battery once a minute, of errors at once, of time and memory never.
    /// </summary>
    [TestClass]
    public class ObjectDeviceChangeTests
    {
        [TestMethod]
        public void Battery_level_is_told_when_it_has_changed_and_was_measured()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObjectWatch watch = new ObjectWatch(fixture, "/3/0/9");
            int before = fixture.Battery.SampleCount;
            watch.ExpectSilence(180);
            Check.Is(before + 3, fixture.Battery.SampleCount);

            fixture.Battery.NextPercent = 74;
            watch.ExpectSilence(59);
            watch.ExpectText(1, "74");

            // What is not observed is no news.
            fixture.Battery.NextMillivolts = 3700;
            watch.ExpectSilence(120);
        }

        [TestMethod]
        public void Voltage_current_and_status_are_told_as_well()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObjectWatch watch = new ObjectWatch(fixture, "/3/0/7/0");
            fixture.Battery.NextMillivolts = 3700;
            watch.ExpectText(60, "3700");

            fixture = ClientFixture.Registered();
            fixture.Battery.Milliamperes = 80;
            watch = new ObjectWatch(fixture, "/3/0/8/0");
            fixture.Battery.Milliamperes = -20;
            watch.ExpectText(60, "-20");

            fixture = ClientFixture.Registered();
            watch = new ObjectWatch(fixture, "/3/0/20");
            fixture.Battery.IsCharging = true;
            watch.ExpectText(60, "1");
        }

        [TestMethod]
        public void Error_codes_are_told_at_once_and_only_when_they_are_new()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObjectWatch watch = new ObjectWatch(fixture, "/3/0/11");
            fixture.Device.ReportError(DeviceError.OutOfMemory);
            watch.ExpectTlv(0, "830B 410005");
            fixture.Device.ReportError(DeviceError.OutOfMemory);
            watch.ExpectSilence(10);

            fixture.Battery.NextIsLow = true;
            watch.ExpectTlv(50, "860B 410001 410105");

            Check.Is(204, fixture.Post("/3/0/12"));
            watch.ExpectTlv(0, "830B 410000");
            Check.Is(204, fixture.Post("/3/0/12"));
            watch.ExpectSilence(120);
        }

        [TestMethod]
        public void Time_and_memory_are_no_news()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObjectWatch watch = new ObjectWatch(fixture, "/3/0/13");
            fixture.Clock.UtcSeconds += 300;
            watch.ExpectSilence(300);

            fixture = ClientFixture.Registered();
            watch = new ObjectWatch(fixture, "/3/0/10");
            fixture.Memory.FreeKilobytes = 12;
            watch.ExpectSilence(300);

            // A server that writes the time is told of it.
            fixture = ClientFixture.Registered();
            watch = new ObjectWatch(fixture, "/3/0/13");
            Check.Is(204, fixture.Put("/3/0/13", "1800000000"));
            watch.ExpectText(0, "1800000000");
        }

        [TestMethod]
        public void Device_without_a_battery_measures_nothing()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 86400, false);
            fixture.StartAndRegister();
            Check.Is(0, fixture.Device.RefreshSeconds);
            ObjectWatch watch = new ObjectWatch(fixture, "/3/0/11");
            watch.ExpectSilence(300);
            fixture.Device.ReportError(DeviceError.ConnectivityFailure);
            watch.ExpectTlv(0, "830B 410007");
            Check.Is(0, fixture.Battery.SampleCount);
        }
    }
}
