using System;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Says on the board's console, a line an event, what the application does. The lines are made of literals, so that a console that
    /// nobody reads leaves no garbage.
    /// </summary>
    public sealed class ConsoleObserver : IDeviceObserver
    {
        private const int CodeClassShift = 5;
        private const int CodeDetailMask = 31;
        private const int Ten = 10;
        private const int NoAnswer = 0;

        private static readonly string[] s_digits = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
        private static readonly string[] s_methods = { "?", "GET ", "POST ", "PUT ", "DELETE ", "FETCH ", "PATCH ", "iPATCH " };

        private readonly DtlsTransport[] _secure;

        /// <summary>
        /// Creates the observer.
        /// </summary>
        /// <param name="secure">The transports to ask why there is no DTLS session; none where there is no DTLS.</param>
        public ConsoleObserver(DtlsTransport[] secure)
        {
            _secure = secure;
        }

        /// <inheritdoc/>
        public void OnEvent(ClientEvent what, int detail)
        {
            switch (what)
            {
                case ClientEvent.Registering:
                    Console.WriteLine("Registering");
                    break;
                case ClientEvent.Registered:
                    Console.WriteLine("Registered");
                    break;
                case ClientEvent.RegistrationFailed:
                    WriteFailure("Register failed: ", detail);
                    break;
                case ClientEvent.Updating:
                    Console.WriteLine("Updating");
                    break;
                case ClientEvent.Updated:
                    Console.WriteLine("Updated");
                    break;
                case ClientEvent.UpdateFailed:
                    WriteFailure("Update failed: ", detail);
                    break;
                case ClientEvent.Deregistered:
                    Console.WriteLine("Deregistered");
                    break;
                case ClientEvent.Waiting:
                    WriteWait("Waiting ", detail);
                    break;
                case ClientEvent.Asleep:
                    Console.WriteLine("Window over");
                    break;
                case ClientEvent.Sending:
                    Console.WriteLine("Sending");
                    break;
                case ClientEvent.Sent:
                    Console.WriteLine("Sent");
                    break;
                case ClientEvent.SendFailed:
                    WriteFailure("Send failed: ", detail);
                    break;
                case ClientEvent.Bootstrapping:
                    Console.WriteLine("Bootstrapping");
                    break;
                case ClientEvent.Bootstrapped:
                    Console.WriteLine("Bootstrapped");
                    break;
                case ClientEvent.BootstrapFailed:
                    WriteFailure("Bootstrap failed: ", detail);
                    break;
                default:
                    Console.WriteLine("No usable server in the configuration");
                    break;
            }
        }

        /// <inheritdoc/>
        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
            Console.Write(s_methods[method < s_methods.Length ? method : 0]);
            WritePath(path);
            Console.Write(" ");
            WriteCode(responseCode);
            Console.WriteLine();
        }

        /// <inheritdoc/>
        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
            Console.Write("Notify ");
            WritePath(path);
            Console.WriteLine();
        }

        /// <inheritdoc/>
        public void OnNetworkUp()
        {
            Console.WriteLine("Network is up");
        }

        /// <inheritdoc/>
        public void OnNetworkDown(int waitSeconds)
        {
            WriteWait("Network is down, next attempt in ", waitSeconds);
        }

        /// <inheritdoc/>
        public void OnConfiguration(ConfigurationEvent what)
        {
            switch (what)
            {
                case ConfigurationEvent.Loaded:
                    Console.WriteLine("Configuration: the stored one");
                    break;
                case ConfigurationEvent.OtherLoaded:
                    Console.WriteLine("Configuration: the stored one; one of its two files is damaged");
                    break;
                case ConfigurationEvent.Damaged:
                    Console.WriteLine("Configuration: what is stored is damaged, back to device.cfg");
                    break;
                case ConfigurationEvent.Refused:
                    Console.WriteLine("Configuration: what is stored is of no use, back to device.cfg");
                    break;
                case ConfigurationEvent.Saved:
                    Console.WriteLine("Configuration stored");
                    break;
                default:
                    Console.WriteLine("Configuration not stored: too long, or the flash failed");
                    break;
            }
        }

        /// <inheritdoc/>
        public void OnAwake(int cause, bool isRestored)
        {
            Console.Write(cause == Hal.WakeCause.Timer ? "Awake by the timer" : cause == Hal.WakeCause.Pin ? "Awake by the pin" : "Started");
            Console.WriteLine(isRestored ? ", as before the sleep" : ", without what was before");
        }

        /// <inheritdoc/>
        public void OnSleeping(long milliseconds, int why)
        {
            Console.Write("Asleep for ");
            WriteNumber((int)((milliseconds + CoapTiming.MillisecondsPerSecond - 1) / CoapTiming.MillisecondsPerSecond));
            switch (why)
            {
                case SleepReason.Done:
                    Console.WriteLine(" s");
                    break;
                case SleepReason.NoNetwork:
                    Console.WriteLine(" s: no network");
                    break;
                case SleepReason.NoAnswer:
                    Console.WriteLine(" s: no answer");
                    break;
                case SleepReason.LowBattery:
                    Console.WriteLine(" s: the battery is low");
                    break;
                default:
                    Console.WriteLine(" s: the battery is empty");
                    break;
            }
        }

        private static void WritePath(ResourcePath path)
        {
            WriteSegment(path.ObjectId);
            WriteSegment(path.InstanceId);
            WriteSegment(path.ResourceId);
            WriteSegment(path.ResourceInstanceId);
        }

        private void WriteFailure(string what, int detail)
        {
            Console.Write(what);
            switch (detail)
            {
                case NoAnswer:
                    Console.WriteLine("no answer");
                    break;
                case Hal.TransportResult.NameNotResolved:
                    Console.WriteLine("the server's name is not known");
                    break;
                case Hal.TransportResult.NetworkDown:
                case Hal.TransportResult.Closed:
                    Console.WriteLine("no network");
                    break;
                case Hal.TransportResult.SecurityFailed:
                    Console.WriteLine(DtlsResult.Explain(Failure()));
                    break;
                case Hal.TransportResult.NotSupported:
                    Console.WriteLine("this firmware cannot do what the server's URI asks for");
                    break;
                default:
                    WriteCode(detail);
                    Console.WriteLine();
                    break;
            }
        }

        // The event does not say of which server it is; the others have a session or have not been tried.
        private int Failure()
        {
            int failure = DtlsResult.Ok;
            for (int i = 0; i < _secure.Length; i++)
            {
                failure = _secure[i].Failure == DtlsResult.Ok ? failure : _secure[i].Failure;
            }

            return failure;
        }

        private static void WriteWait(string what, int seconds)
        {
            Console.Write(what);
            WriteNumber(seconds);
            Console.WriteLine(" s");
        }

        private static void WriteSegment(int id)
        {
            if (id != ResourcePath.None)
            {
                Console.Write("/");
                WriteNumber(id);
            }
        }

        private static void WriteCode(int code)
        {
            WriteNumber(code >> CodeClassShift);
            Console.Write(".");
            Console.Write(s_digits[(code & CodeDetailMask) / Ten]);
            Console.Write(s_digits[(code & CodeDetailMask) % Ten]);
        }

        private static void WriteNumber(int number)
        {
            if (number >= Ten)
            {
                WriteNumber(number / Ten);
            }

            Console.Write(s_digits[number % Ten]);
        }
    }
}
