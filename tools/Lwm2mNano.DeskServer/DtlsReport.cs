using System.Text.Json.Nodes;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what happens to handshakes and sessions. Keys are never said.
    /// </summary>
    public static class DtlsReport
    {
        /// <summary>
        /// Writes the event of a change.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="change">The change.</param>
        public static void Write(EventLog log, DtlsChange change)
        {
            string address = RegistrationReport.Address(change.Address);
            JsonObject data = new() { ["address"] = address };
            if (change.Identity != null)
            {
                data["identity"] = change.Identity;
            }

            if (change.Reason != null)
            {
                data["reason"] = change.Reason;
            }

            switch (change.Kind)
            {
                case DtlsChangeKind.Handshake:
                    log.Write("handshake", $"from {address}", data);
                    break;
                case DtlsChangeKind.HandshakeFailed:
                    log.Write("handshake failed", $"from {address}: {change.Reason}", data);
                    break;
                case DtlsChangeKind.Session:
                    data["connectionId"] = change.HasConnectionId;
                    data["replaces"] = change.Replaces;
                    log.Write(
                        "session",
                        $"of '{change.Identity}' from {address}, {(change.HasConnectionId ? "with" : "without")} Connection ID"
                            + (change.Replaces ? ", in place of the old one" : string.Empty),
                        data);
                    break;
                case DtlsChangeKind.Moved:
                    log.Write("moved", $"'{change.Identity}' to {address}", data);
                    break;
                default:
                    log.Write("session end", $"of '{change.Identity}' from {address}: {change.Reason}", data);
                    break;
            }
        }
    }
}
