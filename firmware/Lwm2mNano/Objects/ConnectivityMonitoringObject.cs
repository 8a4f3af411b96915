using Lwm2mNano.Hal;

namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Object 4, Connectivity Monitoring, version 1.2: the link that the device reaches its servers through. Radio Signal Strength is absent
    /// where the link does not know it, although the registry calls it mandatory: a number made up would be worse. APN, which the registry
    /// gives to cellular networks, holds the SSID of a Wi-Fi network: the object has no other place for a network's name.
    /// </summary>
    public sealed class ConnectivityMonitoringObject : LwM2mObject
    {
        /// <summary>The Object ID.</summary>
        public const int Id = 4;

        /// <summary>Network Bearer.</summary>
        public const int NetworkBearer = 0;

        /// <summary>Available Network Bearer.</summary>
        public const int AvailableNetworkBearer = 1;

        /// <summary>Radio Signal Strength.</summary>
        public const int RadioSignalStrength = 2;

        /// <summary>IP Addresses.</summary>
        public const int IPAddresses = 4;

        /// <summary>Router IP Addresses.</summary>
        public const int RouterIPAddresses = 5;

        /// <summary>APN.</summary>
        public const int AccessPointName = 7;

        /// <summary>How often the link is looked at while somebody observes the object, in seconds.</summary>
        public const int RefreshPeriodSeconds = 60;

        /// <summary>By how many decibels the signal strength has to move for it to count as changed: less than that is people walking by.</summary>
        public const int SignalHysteresisDecibels = 5;

        private static readonly uint[] s_resources =
        {
            NetworkBearer | Resource.Integer | Resource.Read | Resource.Mandatory,
            AvailableNetworkBearer | Resource.Integer | Resource.Read | Resource.Multiple | Resource.Mandatory,
            RadioSignalStrength | Resource.Integer | Resource.Read | Resource.Mandatory,
            IPAddresses | Resource.String | Resource.Read | Resource.Multiple | Resource.Mandatory,
            RouterIPAddresses | Resource.String | Resource.Read | Resource.Multiple,
            AccessPointName | Resource.String | Resource.Read | Resource.Multiple,
        };

        private readonly INetworkStatus _network;

        // What servers were told, or would have been: changes are told from these.
        private int _bearer;
        private int _signalStrength;
        private byte[] _address;
        private byte[] _routerAddress;
        private byte[] _name;

        /// <summary>
        /// Creates the object with its one instance.
        /// </summary>
        /// <param name="network">The link.</param>
        public ConnectivityMonitoringObject(INetworkStatus network)
            : base(Id, s_resources, 1)
        {
            _network = network;
            _bearer = network.Bearer;
            _signalStrength = network.SignalStrength;
            _address = network.Address;
            _routerAddress = network.RouterAddress;
            _name = network.Name;
            AddInstance(0);
        }

        /// <inheritdoc/>
        public override int RefreshSeconds => RefreshPeriodSeconds;

        /// <inheritdoc/>
        public override void Refresh()
        {
            int bearer = _network.Bearer;
            if (bearer != _bearer)
            {
                _bearer = bearer;
                Changed(0, NetworkBearer);
                Changed(0, AvailableNetworkBearer);
            }

            int signalStrength = _network.SignalStrength;
            if (HasMoved(signalStrength))
            {
                _signalStrength = signalStrength;
                Changed(0, RadioSignalStrength);
            }

            _address = Compare(_address, _network.Address, IPAddresses);
            _routerAddress = Compare(_routerAddress, _network.RouterAddress, RouterIPAddresses);
            _name = Compare(_name, _network.Name, AccessPointName);
        }

        /// <inheritdoc/>
        public override bool IsPresent(int instanceId, int resourceId)
        {
            switch (resourceId)
            {
                case RadioSignalStrength:
                    return _network.SignalStrength != int.MinValue;
                case RouterIPAddresses:
                    return _network.RouterAddress != null;
                case AccessPointName:
                    return _network.Name != null;
                default:
                    return true;
            }
        }

        /// <inheritdoc/>
        public override int ResourceInstanceCount(int instanceId, int resourceId)
        {
            return resourceId == IPAddresses && _network.Address == null ? 0 : 1;
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            switch (resourceId)
            {
                case RadioSignalStrength:
                    value.SetInteger(_network.SignalStrength);
                    break;
                case IPAddresses:
                    value.SetString(_network.Address);
                    break;
                case RouterIPAddresses:
                    value.SetString(_network.RouterAddress);
                    break;
                case AccessPointName:
                    value.SetString(_network.Name);
                    break;
                default:
                    // The link in use is the only one there is.
                    value.SetInteger(_network.Bearer);
                    break;
            }

            return ResponseCode.Content;
        }

        private bool HasMoved(int signalStrength)
        {
            if (signalStrength == int.MinValue || _signalStrength == int.MinValue)
            {
                return signalStrength != _signalStrength;
            }

            int moved = signalStrength - _signalStrength;
            return moved >= SignalHysteresisDecibels || moved <= -SignalHysteresisDecibels;
        }

        // Returns the text of now.
        private byte[] Compare(byte[] before, byte[] now, int resourceId)
        {
            if (!AreEqual(before, now))
            {
                Changed(0, resourceId);
            }

            return now;
        }

        private static bool AreEqual(byte[] first, byte[] second)
        {
            if (first == second)
            {
                return true;
            }

            if (first == null || second == null || first.Length != second.Length)
            {
                return false;
            }

            for (int i = 0; i < first.Length; i++)
            {
                if (first[i] != second[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
