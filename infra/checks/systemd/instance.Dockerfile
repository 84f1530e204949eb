FROM docket-machine
RUN rm /etc/cloud/cloud-init.disabled
COPY . /
