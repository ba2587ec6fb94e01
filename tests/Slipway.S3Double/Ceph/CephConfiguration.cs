using System.Globalization;

namespace Slipway.S3Double.Ceph;

/// <summary>The configuration of a cluster of one monitor, one storage daemon in memory and one gateway, all on 127.0.0.1.</summary>
/// <param name="Folder">Where its files lie.</param>
/// <param name="ClusterId">Its id.</param>
/// <param name="Port">First of <see cref="PortCount"/> free ports; the gateway's.</param>
internal sealed record CephConfiguration(string Folder, Guid ClusterId, int Port)
{
    public const int PortCount = 16;
    private const long StoreBytes = 4L << 30;

    public int MonitorPort => Port + 1;

    public string File => Path.Combine(Folder, "ceph.conf");

    // paxos_propose_interval: each pool's creation waits for a round, of a second by default; with 0.02 the start takes 1 s instead of 12.
    public string Text => string.Create(CultureInfo.InvariantCulture, $"""
        [global]
        fsid = {ClusterId}
        mon_initial_members = a
        mon_host = v1:127.0.0.1:{MonitorPort}
        public_addr = 127.0.0.1
        cluster_addr = 127.0.0.1
        ms_bind_msgr2 = false
        ms_bind_port_min = {Port + 2}
        ms_bind_port_max = {Port + PortCount - 1}
        auth_cluster_required = none
        auth_service_required = none
        auth_client_required = none
        auth_supported = none
        run_dir = {Folder}/run
        admin_socket = {Folder}/run/$name.$pid.asok
        log_file = {Folder}/run/$name.log
        log_to_stderr = false
        mon_cluster_log_file = {Folder}/run/cluster.log
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_num = 1
        osd_pool_default_pgp_num = 1
        osd_pool_default_pg_autoscale_mode = off
        osd_crush_chooseleaf_type = 0
        mon_allow_pool_size_one = true
        mon_max_pg_per_osd = 1000
        mon_data_avail_crit = 1
        mon_data_avail_warn = 1
        mon_osd_down_out_interval = 0
        paxos_propose_interval = 0.02
        paxos_min_wait = 0.01
        mon_tick_interval = 1
        [mon]
        mon_data = {Folder}/mon
        [osd]
        osd_data = {Folder}/osd
        osd_objectstore = memstore
        memstore_device_bytes = {StoreBytes}
        osd_memory_target = 939524096
        osd_max_object_name_len = 1024
        osd_class_load_list = *
        osd_class_default_list = *
        [client.rgw.a]
        rgw_data = {Folder}/rgw
        rgw_frontends = beast endpoint=127.0.0.1:{Port}
        rgw_thread_pool_size = 32
        rgw_enable_gc_threads = true
        rgw_enable_usage_log = false
        rgw_enable_apis = s3
        rgw_dns_name = localhost
        rgw_override_bucket_index_max_shards = 1
        rgw_relaxed_region_enforcement = true

        """);
}
