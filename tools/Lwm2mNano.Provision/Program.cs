namespace Lwm2mNano.Provision;

public static class Program
{
    public static int Main() => 0;
}
