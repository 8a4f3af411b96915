using System.Reflection;
using System.Runtime.InteropServices;

[assembly: AssemblyTitle("NFUnitTest")]
[assembly: AssemblyProduct("Lwm2mNano")]
[assembly: AssemblyCompany("Lwm2mNano contributors")]
[assembly: AssemblyCopyright("Copyright (c) Lwm2mNano contributors")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: ComVisible(false)]
