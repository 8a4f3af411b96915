using System;
using System.Net;
using System.Text;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalNetworkTests
    {
        [Test]
        public void A_desktop_tells_its_interface_and_addresses()
        {
            HostNetwork network = new HostNetwork();

            Assert.That(network.Bearer, Is.AnyOf(NetworkBearer.Wlan, NetworkBearer.Ethernet));
            Assert.That(network.Name, Is.Not.Empty);
            Assert.That(IPAddress.TryParse(Encoding.UTF8.GetString(network.Address), out _), Is.True);

            // A machine without a way out has no router.
            Assert.That(network.RouterAddress is null || IPAddress.TryParse(Encoding.UTF8.GetString(network.RouterAddress), out _), Is.True);
        }

        [Test]
        public void The_signal_has_the_strength_it_was_told()
        {
            HostNetwork network = new HostNetwork();
            Assert.That(network.SignalStrength, Is.EqualTo(HostNetwork.GoodSignalStrength));

            network.SignalStrength = int.MinValue;
            Assert.That(network.SignalStrength, Is.EqualTo(int.MinValue));
        }

        [Test]
        public void Reading_allocates_nothing()
        {
            HostNetwork network = new HostNetwork();
            long sum = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();

            for (int i = 0; i < 1000; i++)
            {
                sum += network.Bearer + network.SignalStrength + network.Name.Length + network.Address.Length;
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(sum, Is.Not.Zero);
        }
    }
}
