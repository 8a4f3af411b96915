using System;

namespace Lwm2mNano.DevKit;

/// <summary>Options that cannot be used; the message is one line that says what, where and what to do.</summary>
public sealed class DevKitException(string message) : Exception(message);
