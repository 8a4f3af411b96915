using System;

namespace Lwm2mNano.Provision;

/// <summary>Something that the user has to put right; the message is one line that says what, where and what to do.</summary>
public sealed class ProvisionException(string message) : Exception(message);
