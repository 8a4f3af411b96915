using System.Reflection;
using System.Runtime.InteropServices;

[assembly: AssemblyTitle("Lwm2mNano.Dtls")]
[assembly: AssemblyProduct("Lwm2mNano")]
[assembly: AssemblyCompany("Lwm2mNano contributors")]
[assembly: AssemblyCopyright("Copyright (c) Lwm2mNano contributors")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: ComVisible(false)]

// Of the native side's table of methods, with its checksum: hal/native/nanoclr/lwm2m_dtls_nanoclr.cpp says the same.
[assembly: AssemblyNativeVersion("1.1.0.0")]
