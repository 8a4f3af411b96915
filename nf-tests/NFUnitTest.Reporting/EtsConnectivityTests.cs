using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Connectivity Monitoring Object's test cases of OMA's Enabler Test Specification for LwM2M 1.1, LightweightM2M-1.1-int-701 to 710.
    /// </summary>
    [TestClass]
    public class EtsConnectivityTests
    {
        [TestMethod]
        public void Int_701_Querying_the_readable_resources()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Add(new ConnectivityMonitoringObject(new FakeNetworkStatus())));
            fixture.StartAndRegister();

            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/4/0"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual(
                "C10015 8301 410015 C102C3 88040F 48000C 3139322E3136382E312E3230 88050E 48000B 3139322E3136382E312E31 8607 4400 484F4D45",
                Hex.Bytes(fixture.PayloadHex));
        }
    }
}
